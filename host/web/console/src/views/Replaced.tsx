import { Dialog } from '@shared/ui/Dialog';
import { t } from '../i18n/i18n';
import { account, replaced } from '../state/session';

/** Tells who is signed in, after another person was replaced on this page. */
export function Replaced() {
  const now = account.value;
  const before = replaced.value;
  if (!now || before === null) return null;
  const done = () => (replaced.value = null);
  return (
    <Dialog title={t('replaced.title', { name: now.displayName })} onClose={done}>
      <p class="dialog-text">{t('replaced.text', { email: now.email, before })}</p>
      <div class="dialog-buttons">
        <button type="button" class="button primary" autofocus onClick={done}>{t('replaced.go-on')}</button>
      </div>
    </Dialog>
  );
}
