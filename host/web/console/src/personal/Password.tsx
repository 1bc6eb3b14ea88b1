import { useState } from 'preact/hooks';
import { Field } from '@shared/ui/Field';
import { ChangePasswordDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { account, platform, setAccount } from '../state/session';
import { useAction } from '../state/waiting';

const LENGTH_MIN = 12;
const LENGTH_MAX = 256;

/** Changes the password, which ends all other sessions. */
export function Password() {
  const [before, setBefore] = useState('');
  const [next, setNext] = useState('');
  const [trouble, setTrouble] = useState<{ at: 'before' | 'next'; text: string } | null>(null);
  const [isRunning, save] = useAction(async () => {
    setTrouble(null);
    if ([...next].length < LENGTH_MIN) return setTrouble({ at: 'next', text: t('password.help') });
    await trying(async () => {
      const { changePassword: result } = await platform(ChangePasswordDocument, { input: { currentPassword: before, newPassword: next } });
      if (result.__typename === 'WrongCredentials') return setTrouble({ at: 'before', text: t('password.wrong') });
      if (result.__typename !== 'SignedIn') return setTrouble({ at: 'next', text: problemText(result) });
      setBefore('');
      setNext('');
      await setAccount(result.account);
      say(t('password.changed'));
    });
  });
  return (
    <form class="card form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <p class="muted">{t('password.about')}</p>
      <input class="visually-hidden" type="email" autocomplete="username" readOnly tabIndex={-1} aria-hidden="true" value={account.value?.email ?? ''} />
      <Field label={t('password.current')} error={trouble?.at === 'before' ? trouble.text : null}>
        {(described) => <input {...described} class="input" type="password" required autocomplete="current-password" value={before} onInput={(event) => setBefore(event.currentTarget.value)} />}
      </Field>
      <Field label={t('password.new')} help={t('password.help')} error={trouble?.at === 'next' ? trouble.text : null}>
        {(described) => <input {...described} class="input" type="password" required maxLength={LENGTH_MAX} autocomplete="new-password" value={next} onInput={(event) => setNext(event.currentTarget.value)} />}
      </Field>
      <div class="form-end"><button type="submit" class="button primary" aria-disabled={isRunning}>{t('password.change')}</button></div>
    </form>
  );
}
