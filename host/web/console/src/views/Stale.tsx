import { RefreshCwOff } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';

/** Says that what is shown isn't brought up to date any more, and how to go on. */
export function Stale() {
  return (
    <p class="connection-bar" role="alert">
      <Icon of={RefreshCwOff} />
      {t('connection.over')}
      <button type="button" class="button small" onClick={() => location.reload()}>{t('reload')}</button>
    </p>
  );
}
