import { useState } from 'preact/hooks';
import { PanelBody } from '@shared/blocks/PanelBody';
import type { Slot } from '@shared/blocks/types';
import { confirm } from '@shared/ui/Confirm';
import { Field } from '@shared/ui/Field';
import type { OrganisationQuery } from '../generated/organisation';
import { LeaveOrganisationDocument, OrganisationDocument, UpdateOrganisationDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { go } from '../route';
import { problemText, say, trying } from '../state/notice';
import { account, loadSession } from '../state/session';
import { useAction, useLoaded } from '../state/waiting';
import type { About } from '../tools/panels';
import { hostOf, usePanels } from '../tools/panels';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';

/** The organisation's name, plugins' settings panels, and leaving it. */
export function General() {
  const { request } = useOrganisation();
  const loaded = useLoaded(async () => (await request(OrganisationDocument)).organisation, [request]);
  if (loaded.failure) return <Trouble onRetry={loaded.reload} />;
  if (!loaded.value) return <div aria-busy="true" />;
  return (
    <>
      <NameForm organisation={loaded.value} />
      <PanelSections slot="ORGANISATION_SETTINGS" about={{}} />
      <Leave />
    </>
  );
}

function NameForm({ organisation }: { organisation: OrganisationQuery['organisation'] }) {
  const { request } = useOrganisation();
  const [name, setName] = useState(organisation.name);
  const [origins, setOrigins] = useState((organisation.widgetOrigins ?? []).join('\n'));
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, save] = useAction(async () => {
    await trying(async () => {
      const { updateOrganisation: result } = await request(UpdateOrganisationDocument, { input: { name: name.trim(), widgetOrigins: origins.split(/\s+/).filter(Boolean) } });
      const isOrigins = result.__typename === 'InvalidInput' && result.field.startsWith('widgetOrigins');
      setTrouble(isOrigins ? problemText(result) : null);
      if (result.__typename !== 'OrganisationUpdated') return say(problemText(result), true);
      await loadSession();
      say(t('saved'));
    });
  });
  return (
    <form class="card form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <Field label={t('organisation.name')}>
        {(described) => <input {...described} class="input" required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
      </Field>
      <Field label={t('organisation.slug')} help={t('organisation.slug-help')}>
        {(described) => <input {...described} class="input" readOnly value={organisation.slug} />}
      </Field>
      <Field label={t('organisation.origins')} help={t('organisation.origins-help')} error={trouble}>
        {(described) => <textarea {...described} class="input code" rows={3} spellcheck={false} value={origins} onInput={(event) => setOrigins(event.currentTarget.value)} />}
      </Field>
      <div class="form-end"><button type="submit" class="button primary" aria-disabled={isRunning}>{t('save')}</button></div>
    </form>
  );
}

/** The panels of a slot, each as a section of its own. */
export function PanelSections({ slot, about, isAlone }: { slot: Slot; about: About; /** Nothing else is on the page. */ isAlone?: boolean }) {
  const organisation = useOrganisation();
  const panels = usePanels(slot, about, 0);
  return (
    <>
      {isAlone && panels.value?.length === 0 ? <p class="empty">{t('tools.none')}</p> : null}
      {isAlone && panels.failure ? <Trouble text={t('tools.failed')} onRetry={panels.reload} /> : null}
      {panels.value?.map((panel) => (
        <section key={panel.plugin} class="card" aria-label={panel.title}>
          <h2 class="section-title">{panel.view?.title ?? panel.title}</h2>
          <PanelBody panel={panel} host={hostOf(organisation, panel, { about, insert: null })} showTitle={false} />
        </section>
      ))}
    </>
  );
}

function Leave() {
  const { request } = useOrganisation();
  async function leave() {
    if (!(await confirm({ title: t('organisation.leave-title'), text: t('organisation.leave-text'), yes: t('organisation.leave'), danger: true }))) return;
    await trying(async () => {
      const { leaveOrganisation: result } = await request(LeaveOrganisationDocument);
      if (result.__typename !== 'MemberRemoved') return say(problemText(result), true);
      await loadSession();
      go({ at: 'start' }, 'replace');
    });
  }
  return (
    <section class="card row-card">
      <div>
        <h2 class="section-title">{t('organisation.leave')}</h2>
        <p class="muted">{t('organisation.leave-hint', { email: account.value?.email ?? '' })}</p>
      </div>
      <button type="button" class="button danger" onClick={() => void leave()}>{t('organisation.leave')}</button>
    </section>
  );
}
