import { ChevronUp, Keyboard, LogOut, User } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { go } from '../route';
import { trying } from '../state/notice';
import { account, signOut } from '../state/session';
import { Face } from '../ui/Face';
import { Menu } from '../ui/Menu';
import { useOrganisation } from '../views/here';
import { isKeysPageOpen } from '../views/Keys';

/** The signed-in person, a link to their settings, and signing out. */
export function Person() {
  const { slug } = useOrganisation();
  const me = account.value;
  if (!me) return null;
  return (
    <div class="sidebar-person">
      <Menu
        label={t('person.menu', { name: me.displayName })}
        class="person"
        align="start"
        items={[
          { label: t('settings.personal'), icon: User, onChoose: () => go({ at: 'personal', slug, section: 'profile' }) },
          { label: t('keys.title'), icon: Keyboard, onChoose: () => (isKeysPageOpen.value = true) },
          { label: t('sign-out'), icon: LogOut, onChoose: () => void trying(signOut) },
        ]}
      >
        <Face name={me.displayName} pictureUrl={me.pictureUrl} class="side-face" />
        <span class="side-name">{me.displayName}</span>
        <Icon of={ChevronUp} size={14} />
      </Menu>
    </div>
  );
}
