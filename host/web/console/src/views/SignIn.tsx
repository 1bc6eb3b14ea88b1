import { useRef, useState } from 'preact/hooks';
import { Field } from '@shared/ui/Field';
import { SignInDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { failureText, problemText } from '../state/notice';
import { platform, setAccount } from '../state/session';
import { useAction } from '../state/waiting';
import { Lone } from './Lone';

/** The sign-in form. */
export function SignIn({ email: offered, lead }: { email?: string | undefined; lead?: string | undefined }) {
  const [email, setEmail] = useState(offered ?? '');
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  const [isRunning, submit] = useAction(async () => {
    setTrouble(null);
    try {
      const { signIn: result } = await platform(SignInDocument, { input: { email: email.trim(), password } });
      if (result.__typename === 'SignedIn') {
        await setAccount(result.account);
        return;
      }
      setTrouble(problemText(result));
      setPassword('');
      passwordInput.current?.focus();
    } catch (error) {
      setTrouble(failureText(error));
    }
  });

  return (
    <Lone title={t('sign-in.title')} lead={lead}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('sign-in.email')}>
          {(described) => (
            <input
              {...described}
              class="input"
              type="email"
              name="email"
              autocomplete="username"
              required
              autofocus
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('sign-in.password')} error={trouble}>
          {(described) => (
            <input
              {...described}
              ref={passwordInput}
              class="input"
              type="password"
              name="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
        <p class="visually-hidden" role="alert">{trouble}</p>
        <button type="submit" class="button primary" aria-disabled={isRunning}>
          {t('sign-in.submit')}
        </button>
      </form>
    </Lone>
  );
}
