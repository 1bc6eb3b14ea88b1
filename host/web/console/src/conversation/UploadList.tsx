import { CircleAlert, RotateCw, X } from 'lucide-preact';
import type { Trouble, Uploads } from '@shared/chat/uploads';
import { fileSize } from '@shared/i18n/format';
import { Icon } from '@shared/ui/Icon';
import { unhandled } from '@shared/never';
import { t } from '../i18n/i18n';
import { failureText } from '../state/notice';
import { iconOf } from './Files';

/** The files of the next message. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const all = uploads.items.value;
  if (all.length === 0) return null;
  return (
    <ul class="uploads" aria-label={t('files', { count: all.length })}>
      {all.map(({ key, name, contentType, sizeBytes, progress, id, trouble }) => (
        <li key={key} class={trouble ? 'upload trouble' : 'upload'}>
          <Icon of={trouble ? CircleAlert : iconOf(contentType)} />
          <span class="upload-words">
            <span class="file-name">{name}</span>
            <span class="muted" role={trouble ? 'alert' : undefined}>{trouble ? troubleText(trouble) : id === null ? t('files.sending') : fileSize(sizeBytes)}</span>
          </span>
          {id === null && trouble === null ? <progress value={progress} max={1} aria-label={t('files.sending')} /> : null}
          {trouble?.why === 'failed' ? (
            <button type="button" class="button quiet icon-only small" aria-label={t('files.retry', { name })} onClick={() => uploads.retry(key)}>
              <Icon of={RotateCw} size={14} />
            </button>
          ) : null}
          <button type="button" class="button quiet icon-only small" aria-label={t('files.remove', { name })} onClick={() => uploads.remove(key)}>
            <Icon of={X} size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function troubleText(trouble: Trouble): string {
  switch (trouble.why) {
    case 'empty':
      return t('files.empty');
    case 'too-large':
      return t('files.too-large', { max: fileSize(trouble.maxBytes) });
    case 'too-much':
      return t('problem.UploadQuotaReached');
    case 'paused':
      return t('problem.UploadsPaused');
    case 'not-allowed':
      return t('problem.AttachmentsNotAllowed');
    case 'over':
      return t('problem.ConversationOver');
    case 'failed':
      return trouble.failure ? failureText(trouble.failure) : t('problem.other');
    default:
      return unhandled(trouble, t('problem.other'));
  }
}
