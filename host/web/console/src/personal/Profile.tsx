import { useState } from 'preact/hooks';
import { LANGUAGES } from '@shared/i18n/i18n';
import { Field } from '@shared/ui/Field';
import { UpdateProfileDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { account, platform, setAccount } from '../state/session';
import { useAction } from '../state/waiting';
import { NAMES } from '../views/Lone';

/** Names and language. */
export function Profile() {
  const me = account.value;
  const [fullName, setFullName] = useState(me?.fullName ?? '');
  const [displayName, setDisplayName] = useState(me?.displayName ?? '');
  const [locale, setLocale] = useState(me?.locale ?? '');
  const [isRunning, save] = useAction(async () => {
    await trying(async () => {
      const input = { fullName: fullName.trim(), displayName: displayName.trim(), locale: locale === '' ? null : locale };
      const { updateProfile: result } = await platform(UpdateProfileDocument, { input });
      if (result.__typename !== 'AccountUpdated') return say(problemText(result), true);
      await setAccount(result.account);
      say(t('saved'));
    });
  });
  return (
    <form class="card form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <Field label={t('profile.display-name')} help={t('profile.display-name-help')}>
        {(described) => <input {...described} class="input" required maxLength={100} value={displayName} onInput={(event) => setDisplayName(event.currentTarget.value)} />}
      </Field>
      <Field label={t('profile.full-name')} help={t('profile.full-name-help')}>
        {(described) => <input {...described} class="input" required maxLength={100} autocomplete="name" value={fullName} onInput={(event) => setFullName(event.currentTarget.value)} />}
      </Field>
      <Field label={t('sign-in.email')}>
        {(described) => <input {...described} class="input" readOnly value={me?.email ?? ''} />}
      </Field>
      <Field label={t('language')}>
        {(described) => (
          <select {...described} class="input" value={locale} onChange={(event) => setLocale(event.currentTarget.value)}>
            <option value="">{t('language.browser')}</option>
            {LANGUAGES.map((each) => <option key={each} value={each} lang={each}>{NAMES[each]}</option>)}
          </select>
        )}
      </Field>
      <div class="form-end"><button type="submit" class="button primary" aria-disabled={isRunning}>{t('save')}</button></div>
    </form>
  );
}
