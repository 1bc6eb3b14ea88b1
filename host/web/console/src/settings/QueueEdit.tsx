import { useState } from 'preact/hooks';
import { ArrowLeft } from 'lucide-preact';
import { confirm } from '@shared/ui/Confirm';
import { Field, FieldGroup } from '@shared/ui/Field';
import { Icon } from '@shared/ui/Icon';
import type { AttachmentPolicy, SecureMetadataPolicy } from '../generated/organisation';
import { QueueWithHandlersDocument, RemoveQueueDocument, UpdateQueueDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { go, linkTo } from '../route';
import { problemText, say, trying } from '../state/notice';
import { useAction, useLoaded } from '../state/waiting';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import { PanelSections } from './General';
import { Handlers } from './Handlers';
import type { EditedQueue } from './records';

const ATTACHMENTS: readonly AttachmentPolicy[] = ['NOBODY', 'AGENTS', 'BOTH'];
const SECURE: readonly SecureMetadataPolicy[] = ['OPTIONAL', 'REQUIRED', 'IGNORED'];
const CAPACITY_MAX = 100_000;
const RETENTION_DAYS_MAX = 3_650;

/** The settings of one queue. */
export function QueueEdit({ id }: { id: string }) {
  const { request, slug } = useOrganisation();
  const loaded = useLoaded(async () => (await request(QueueWithHandlersDocument, { id })).queue, [request, id]);
  const back = <p><a class="back-link" {...linkTo({ at: 'settings', slug, section: 'queues' })}><Icon of={ArrowLeft} size={14} /> {t('settings.queues')}</a></p>;
  if (loaded.failure) return <>{back}<Trouble onRetry={loaded.reload} /></>;
  if (loaded.isLoading && !loaded.value) return <div aria-busy="true">{back}</div>;
  if (!loaded.value) return <>{back}<p class="empty">{t('queue.gone')}</p></>;
  return (
    <>
      {back}
      <QueueForm queue={loaded.value} />
      <Handlers queue={loaded.value} />
      <PanelSections slot="QUEUE_SETTINGS" about={{ queueId: id }} />
      <Remove queue={loaded.value} />
    </>
  );
}

function QueueForm({ queue }: { queue: EditedQueue }) {
  const { request } = useOrganisation();
  const settings = queue.settings;
  const [name, setName] = useState(queue.name);
  const [capacity, setCapacity] = useState(queue.capacity === null ? '' : String(queue.capacity));
  const [isSuspended, setSuspended] = useState(queue.state === 'SUSPENDED');
  const [ip, setIp] = useState(settings?.automaticIpAddress ?? false);
  const [agent, setAgent] = useState(settings?.automaticUserAgent ?? false);
  const [attachments, setAttachments] = useState<AttachmentPolicy>(settings?.attachments ?? 'BOTH');
  const [secure, setSecure] = useState<SecureMetadataPolicy>(settings?.secureMetadata ?? 'OPTIONAL');
  const [days, setDays] = useState(settings?.transcriptRetentionDays == null ? '' : String(settings.transcriptRetentionDays));
  const [isRunning, save] = useAction(async () => {
    await trying(async () => {
      const { updateQueue: result } = await request(UpdateQueueDocument, {
        input: {
          queueId: queue.id,
          name: name.trim(),
          capacity: capacity === '' ? null : Number(capacity),
          suspended: isSuspended,
          settings: {
            automaticIpAddress: ip,
            automaticUserAgent: agent,
            attachments,
            secureMetadata: secure,
            transcriptRetentionDays: days === '' ? null : Number(days),
          },
        },
      });
      if (result.__typename === 'QueueUpdated') say(t('saved'));
      else say(problemText(result), true);
    });
  });
  return (
    <form class="card form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <h2 class="section-title">{queue.name}</h2>
      <div class="form-two">
        <Field label={t('queue.name')}>
          {(described) => <input {...described} class="input" required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <Field label={t('queue.capacity')} help={t('queue.capacity-help')}>
          {(described) => <input {...described} class="input" type="number" min={1} max={CAPACITY_MAX} value={capacity} onInput={(event) => setCapacity(event.currentTarget.value)} />}
        </Field>
        <Field label={t('queue.attachments')}>
          {(described) => (
            <select {...described} class="input" value={attachments} onChange={(event) => setAttachments(event.currentTarget.value as AttachmentPolicy)}>
              {ATTACHMENTS.map((each) => <option key={each} value={each}>{t(`attachments.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={t('queue.secure')}>
          {(described) => (
            <select {...described} class="input" value={secure} onChange={(event) => setSecure(event.currentTarget.value as SecureMetadataPolicy)}>
              {SECURE.map((each) => <option key={each} value={each}>{t(`secure.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={t('queue.retention')} help={t('queue.retention-help')}>
          {(described) => <input {...described} class="input" type="number" min={1} max={RETENTION_DAYS_MAX} value={days} onInput={(event) => setDays(event.currentTarget.value)} />}
        </Field>
      </div>
      <FieldGroup label={t('queue.automatic')}>
        <label class="choice"><input type="checkbox" checked={ip} onChange={(event) => setIp(event.currentTarget.checked)} /><span>{t('queue.ip')}</span></label>
        <label class="choice"><input type="checkbox" checked={agent} onChange={(event) => setAgent(event.currentTarget.checked)} /><span>{t('queue.user-agent')}</span></label>
      </FieldGroup>
      <label class="choice"><input type="checkbox" checked={isSuspended} onChange={(event) => setSuspended(event.currentTarget.checked)} /><span>{t('queue.suspend')}<span class="choice-help">{t('queue.suspend-help')}</span></span></label>
      <div class="form-end"><button type="submit" class="button primary" aria-disabled={isRunning}>{t('save')}</button></div>
    </form>
  );
}

function Remove({ queue }: { queue: EditedQueue }) {
  const { request, slug } = useOrganisation();
  async function remove() {
    if (!(await confirm({ title: t('queue.remove-title', { name: queue.name }), text: t('queue.remove-text'), yes: t('queue.remove'), danger: true }))) return;
    await trying(async () => {
      const { removeQueue: result } = await request(RemoveQueueDocument, { input: { queueId: queue.id } });
      if (result.__typename !== 'QueueRemoved') return say(problemText(result), true);
      go({ at: 'settings', slug, section: 'queues' }, 'replace');
    });
  }
  return (
    <section class="card row-card">
      <div><h2 class="section-title">{t('queue.remove')}</h2><p class="muted">{t('queue.remove-text')}</p></div>
      <button type="button" class="button danger" onClick={() => void remove()}>{t('queue.remove')}</button>
    </section>
  );
}
