import { CloudAlert } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';

/** Something couldn't be loaded: a message, and a button to try again. */
export function Trouble({ text, onRetry }: { text?: string; onRetry: () => void }) {
  return (
    <div class="trouble-box" role="alert">
      <Icon of={CloudAlert} size={18} />
      <p>{text ?? t('failure.load')}</p>
      <button type="button" class="button small" onClick={onRetry}>{t('retry')}</button>
    </div>
  );
}
