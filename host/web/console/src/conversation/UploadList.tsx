import { CircleAlert, X } from 'lucide-preact';
import { fileSize } from '@shared/i18n/format';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { iconOf } from './Files';
import type { Uploads } from './uploads';

/** The files that go with the next message. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const all = uploads.all.value;
  if (all.length === 0) return null;
  return (
    <ul class="uploads" aria-label={t('files', { count: all.length })}>
      {all.map(({ key, file, progress, id, problem }) => (
        <li key={key} class={problem ? 'upload trouble' : 'upload'}>
          <Icon of={problem ? CircleAlert : iconOf(file.type)} />
          <span class="file-name">{file.name}</span>
          <span class="muted" role={problem ? 'alert' : undefined}>{problem ?? (id ? fileSize(file.size) : t('files.sending'))}</span>
          {id === null && problem === null ? <progress value={progress} max={1} aria-label={t('files.sending')} /> : null}
          <button type="button" class="button quiet icon-only small" aria-label={t('files.remove', { name: file.name })} onClick={() => uploads.remove(key)}>
            <Icon of={X} size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
