import { t } from '../i18n/i18n';
import { go } from '../route';
import { account, signOut } from '../state/session';
import { trying } from '../state/notice';
import { Lone } from './Lone';

/** For somebody who is a member of no organisation, or not of the one in the address. */
export function NoOrganisation() {
  const memberships = account.value?.memberships ?? [];
  return (
    <Lone title={t('no-organisation.title')} lead={memberships.length === 0 ? t('no-organisation.none') : t('no-organisation.not-here')}>
      <ul class="stack">
        {memberships.map(({ organisation }) => (
          <li key={organisation.id}>
            <button type="button" class="button fill" onClick={() => go({ at: 'home', slug: organisation.slug })}>
              {organisation.name}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button quiet" onClick={() => void trying(signOut)}>
        {t('sign-out')}
      </button>
    </Lone>
  );
}
