import type { Key } from '../i18n/i18n';
import { t } from '../i18n/i18n';
import type { PersonalSection, Route } from '../route';
import { PERSONAL_SECTIONS } from '../route';
import { PanelSections } from '../settings/General';
import { Sections } from '../settings/SettingsPage';
import { usePanels } from '../tools/panels';
import { useOrganisation } from '../views/here';
import { Notifications } from './Notifications';
import { OwnPicture } from './OwnPicture';
import { Password } from './Password';
import { Profile } from './Profile';
import { Sessions } from './Sessions';

/** A person's own settings. */
export function PersonalPage({ section }: { section: PersonalSection }) {
  const { slug } = useOrganisation();
  const panels = usePanels('PERSONAL_SETTINGS', {}, 0);
  const sections = PERSONAL_SECTIONS.filter((each) => each !== 'tools' || section === 'tools' || (panels.value?.length ?? 0) > 0);
  const tabs = sections.map((each) => ({ to: { at: 'personal', slug, section: each } as Route, key: each, label: `personal.${each}` as Key }));
  return (
    <Sections title={t('settings.personal')} tabs={tabs} now={section}>
      {section === 'profile' ? <><OwnPicture /><Profile /></> : null}
      {section === 'notifications' ? <Notifications /> : null}
      {section === 'password' ? <Password /> : null}
      {section === 'sessions' ? <Sessions /> : null}
      {section === 'tools' ? <PanelSections slot="PERSONAL_SETTINGS" about={{}} isAlone /> : null}
    </Sections>
  );
}
