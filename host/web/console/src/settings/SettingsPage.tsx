import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { BackButton } from '../conversation/Header';
import type { Key } from '../i18n/i18n';
import { t } from '../i18n/i18n';
import type { OrganisationSection, Route } from '../route';
import { linkTo, ORGANISATION_SECTIONS } from '../route';
import { pageTitle } from '../state/notify';
import { useOrganisation } from '../views/here';
import { General } from './General';
import { Invitations } from './Invitations';
import { Members } from './Members';
import { Plugins } from './Plugins';
import { QueueEdit } from './QueueEdit';
import { Queues } from './Queues';

/** The settings of the organisation, for operators. */
export function SettingsPage({ section, id }: { section: OrganisationSection; id?: string | undefined }) {
  const organisation = useOrganisation();
  const { slug } = organisation;
  const { isKnown } = organisation.activity.value;
  if (isKnown && !organisation.isOperator.value) {
    return (
      <main id="main" class="home" tabIndex={-1}>
        <h1>{t('settings.not-yours')}</h1>
        <p>{t('settings.not-yours-text')}</p>
      </main>
    );
  }
  const tabs = ORGANISATION_SECTIONS.map((each) => ({ to: { at: 'settings', slug, section: each } as Route, key: each, label: `settings.${each}` as Key }));
  return (
    <Sections title={t('settings.organisation')} tabs={tabs} now={section}>
      {section === 'general' ? <General /> : null}
      {section === 'members' ? <Members /> : null}
      {section === 'invitations' ? <Invitations /> : null}
      {section === 'queues' ? id === undefined ? <Queues /> : <QueueEdit id={id} key={id} /> : null}
      {section === 'plugins' ? <Plugins /> : null}
    </Sections>
  );
}

interface SectionsProps {
  title: string;
  tabs: { to: Route; key: string; label: Key }[];
  now: string;
  children: ComponentChildren;
}

/** A page with sections. */
export function Sections({ title, tabs, now, children }: SectionsProps) {
  const label = tabs.find(({ key }) => key === now)?.label;
  useEffect(() => void (pageTitle.value = label ? t(label) : title), [now, title]);
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="page-head">
        <BackButton />
        <div class="page-head-names"><h1>{title}</h1></div>
      </header>
      <nav class="tabs" aria-label={title}>
        {tabs.map(({ to, key, label: text }) => (
          <a key={key} {...linkTo(to)} aria-current={key === now ? 'page' : undefined}>{t(text)}</a>
        ))}
      </nav>
      <div class="page-body" key={now}>{children}</div>
    </main>
  );
}
