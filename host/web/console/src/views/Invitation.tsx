import { useState } from 'preact/hooks';
import { longDate } from '@shared/i18n/format';
import { Field } from '@shared/ui/Field';
import { AcceptInvitationDocument, OfferDocument, SignUpDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { go } from '../route';
import { failureText, problemText } from '../state/notice';
import { account, loadSession, platform, setAccount } from '../state/session';
import { useAction, useLoaded } from '../state/waiting';
import { Lone } from './Lone';
import { SignIn } from './SignIn';

/** Read once, because the fragment is lost with the first navigation. */
const token = location.hash.slice(1);

/** What an invitation offers, and how to accept it. */
export function Invitation() {
  const offer = useLoaded(async () => (await platform(OfferDocument, { token })).invitation, []);
  const [hasAccount, setHasAccount] = useState(false);
  if (offer.isLoading || account.value === undefined) return <main class="lone" aria-busy="true" />;
  if (!offer.value) {
    const lead = offer.failure ? failureText(offer.failure) : t('problem.InvitationNotValid');
    return (
      <Lone title={t('invitation.title')} lead={lead}>
        <button type="button" class="button" onClick={() => go({ at: 'start' })}>{t('invitation.to-start')}</button>
      </Lone>
    );
  }
  const { organisationName, role, email, expiresAt } = offer.value;
  const lead = t('invitation.lead', { organisation: organisationName, role: t(`role.${role}`), date: longDate(expiresAt) });
  if (account.value) return <Accept lead={lead} />;
  if (hasAccount) return <SignIn email={email ?? undefined} lead={lead} />;
  return <SignUp lead={lead} email={email} onHasAccount={() => setHasAccount(true)} />;
}

function Accept({ lead }: { lead: string }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, accept] = useAction(async () => {
    try {
      const { acceptInvitation: result } = await platform(AcceptInvitationDocument, { input: { token } });
      if (result.__typename === 'InvitationAccepted') {
        await loadSession();
        go({ at: 'home', slug: result.membership.organisation.slug }, 'replace');
      } else setTrouble(problemText(result));
    } catch (error) {
      setTrouble(failureText(error));
    }
  });
  return (
    <Lone title={t('invitation.title')} lead={lead}>
      <p class="muted">{t('invitation.as', { email: account.value?.email ?? '' })}</p>
      <p class="field-error" role="alert">{trouble}</p>
      <button type="button" class="button primary" aria-disabled={isRunning} onClick={accept}>{t('invitation.accept')}</button>
    </Lone>
  );
}

const PASSWORD_LENGTH_MIN = 12;

function SignUp({ lead, email: named, onHasAccount }: { lead: string; email: string | null; onHasAccount: () => void }) {
  const [values, setValues] = useState({ email: named ?? '', fullName: '', displayName: '', password: '' });
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, submit] = useAction(async () => {
    setTrouble(null);
    try {
      const { signUp: result } = await platform(SignUpDocument, { input: { token, ...values } });
      if (result.__typename === 'SignedIn') {
        await setAccount(result.account);
        go({ at: 'start' }, 'replace');
      } else setTrouble(problemText(result));
    } catch (error) {
      setTrouble(failureText(error));
    }
  });
  const input = (name: keyof typeof values, type: string, autocomplete: string, more: object = {}) => ({
    class: 'input', name, type, autocomplete, required: true, value: values[name], ...more,
    onInput: (event: { currentTarget: HTMLInputElement }) => setValues({ ...values, [name]: event.currentTarget.value }),
  });
  return (
    <Lone title={t('invitation.title')} lead={lead}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Field label={t('sign-in.email')}>{(described) => <input {...described} {...input('email', 'email', 'username', { readOnly: named !== null })} />}</Field>
        <Field label={t('profile.full-name')} help={t('profile.full-name-help')}>{(described) => <input {...described} {...input('fullName', 'text', 'name')} />}</Field>
        <Field label={t('profile.display-name')} help={t('profile.display-name-help')}>{(described) => <input {...described} {...input('displayName', 'text', 'nickname')} />}</Field>
        <Field label={t('sign-in.password')} help={t('password.help')}>{(described) => <input {...described} {...input('password', 'password', 'new-password', { minLength: PASSWORD_LENGTH_MIN })} />}</Field>
        <p class="field-error" role="alert">{trouble}</p>
        <button type="submit" class="button primary" aria-disabled={isRunning}>{t('invitation.join')}</button>
        <button type="button" class="button quiet" onClick={onHasAccount}>{t('invitation.has-account')}</button>
      </form>
    </Lone>
  );
}
