import { useState } from 'preact/hooks';
import { ArrowDown, ArrowUp, Plus } from 'lucide-preact';
import { t as shared } from '@shared/i18n/i18n';
import { Dialog } from '@shared/ui/Dialog';
import { Field } from '@shared/ui/Field';
import { Icon } from '@shared/ui/Icon';
import { CreateQueueDocument, OrderQueuesDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { go, linkTo } from '../route';
import { problemText, say, trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { StateDot } from '../sidebar/QueueItem';
import { useOrganisation } from '../views/here';

/** The queues in their order. They are those of the sidebar, in which operators see all. */
export function Queues() {
  const organisation = useOrganisation();
  const { request, slug } = organisation;
  const { queues, isKnown } = organisation.activity.value;
  const [isMaking, setMaking] = useState(false);
  const [isMoving, move] = useAction(async (from: number, to: number) => {
    const ids = queues.map(({ id }) => id);
    const [moved] = ids.splice(from, 1);
    if (moved !== undefined) ids.splice(to, 0, moved);
    await trying(async () => {
      const { orderQueues: result } = await request(OrderQueuesDocument, { input: { queueIds: ids } });
      if (result.__typename !== 'QueuesOrdered') say(problemText(result), true);
    });
  });
  return (
    <>
      <div class="tools-row">
        <p class="muted">{t('queues.about')}</p>
        <button type="button" class="button primary" onClick={() => setMaking(true)}><Icon of={Plus} /> {t('queues.make')}</button>
      </div>
      {isKnown && queues.length === 0 ? <p class="empty">{t('queues.none')}</p> : null}
      <ul class="rows">
        {queues.map((queue, index) => (
          <li key={queue.id}>
            <StateDot state={queue.state} />
            <div class="row-main">
              <p><a {...linkTo({ at: 'settings', slug, section: 'queues', id: queue.id })}><strong>{queue.name}</strong></a></p>
              <p class="muted">{t(`queue-state.${queue.state}`)}{queue.capacity === null ? '' : ` · ${t('queue.capacity-of', { count: queue.capacity })}`}</p>
            </div>
            <button type="button" class="button quiet icon-only small" disabled={index === 0} aria-disabled={isMoving} aria-label={t('queues.up', { name: queue.name })} onClick={() => move(index, index - 1)}><Icon of={ArrowUp} /></button>
            <button type="button" class="button quiet icon-only small" disabled={index === queues.length - 1} aria-disabled={isMoving} aria-label={t('queues.down', { name: queue.name })} onClick={() => move(index, index + 1)}><Icon of={ArrowDown} /></button>
          </li>
        ))}
      </ul>
      {isMaking ? <MakeQueue onClose={() => setMaking(false)} onMade={(id) => go({ at: 'settings', slug, section: 'queues', id })} /> : null}
    </>
  );
}

function MakeQueue({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { request } = useOrganisation();
  const [name, setName] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, make] = useAction(async () => {
    await trying(async () => {
      const { createQueue: result } = await request(CreateQueueDocument, { input: { name: name.trim() } });
      if (result.__typename === 'QueueCreated') onMade(result.queue.id);
      else setTrouble(problemText(result));
    });
  });
  return (
    <Dialog title={t('queues.make')} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); make(); }}>
        <Field label={t('queue.name')} error={trouble}>
          {(described) => <input {...described} class="input" required maxLength={100} autofocus value={name} onInput={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>{shared('dialog.cancel')}</button>
          <button type="submit" class="button primary" aria-disabled={isRunning}>{t('queues.make')}</button>
        </div>
      </form>
    </Dialog>
  );
}
