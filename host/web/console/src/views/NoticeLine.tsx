import { X } from 'lucide-preact';
import { t as shared } from '@shared/i18n/i18n';
import { Icon } from '@shared/ui/Icon';
import { hush, notice } from '../state/notice';

/** Shows notices and announces them. */
export function NoticeLine() {
  const now = notice.value;
  return (
    <div class="notice-place" role="status">
      {now ? (
        <div class={now.isTrouble ? 'notice trouble' : 'notice'}>
          <span>{now.text}</span>
          <button type="button" class="notice-close" aria-label={shared('dialog.close')} onClick={hush}>
            <Icon of={X} size={14} />
          </button>
        </div>
      ) : null}
    </div>
  );
}
