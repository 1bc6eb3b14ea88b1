import { RefreshCwOff } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';

/** Tells that the page is no longer updated, and how to continue. */
export function Stale() {
  return (
    <p class="connection-bar" role="alert">
      <Icon of={RefreshCwOff} />
      {t('connection.over')}
      <button type="button" class="button small" onClick={() => location.reload()}>{t('reload')}</button>
    </p>
  );
}
