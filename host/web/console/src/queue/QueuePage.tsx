import { useEffect } from 'preact/hooks';
import { DoorClosed, DoorOpen, Hand, Settings } from 'lucide-preact';
import { PanelBody } from '@shared/blocks/PanelBody';
import { Icon } from '@shared/ui/Icon';
import { BackButton } from '../conversation/Header';
import { QueuePageDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { linkTo } from '../route';
import { second, waited } from '../state/clock';
import { pageTitle } from '../state/notify';
import { useLoaded } from '../state/waiting';
import { FirstWait, StateDot } from '../sidebar/QueueItem';
import { hostOf, usePanels } from '../tools/panels';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import { claimNext, openOrClose } from './claim';
import { EventLog } from './EventLog';

const EVENTS_FIRST = 30;

/** A queue: its state, who is waiting, its event log, and the actions on it. */
export function QueuePage({ id }: { id: string }) {
  const organisation = useOrganisation();
  const { queues, isKnown } = organisation.activity.value;
  const queue = queues.find((each) => each.id === id);
  // An event of the queue in the sidebar means that this page is out of date.
  const version = queue ? `${queue.state} ${queue.waitingCount} ${queue.firstWaitingSince}` : '';
  const page = useLoaded(async () => (await organisation.request(QueuePageDocument, { id, first: EVENTS_FIRST })).queue, [id, version]);
  const panels = usePanels('QUEUE_PAGE', { queueId: id }, 0, queue !== undefined);
  useEffect(() => void (pageTitle.value = queue?.name ?? ''), [queue?.name]);

  if (!queue) {
    return (
      <main id="main" class="home" aria-busy={!isKnown} tabIndex={-1}>
        {isKnown ? <h1>{t('queue.gone')}</h1> : null}
      </main>
    );
  }
  const isWaiting = queue.waitingCount > 0;
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="page-head">
        <BackButton />
        <div class="page-head-names">
          <h1>{queue.name}</h1>
          <p class="page-head-under"><span class="with-dot"><StateDot state={queue.state} /> {t(`queue-state.${queue.state}`)}</span></p>
        </div>
        <button type="button" class="button small" onClick={() => void openOrClose(organisation, queue)}>
          <Icon of={queue.state === 'CLOSED' ? DoorOpen : DoorClosed} />
          {queue.state === 'CLOSED' ? t('queue.open') : t('queue.close')}
        </button>
        {organisation.isOperator.value ? (
          <a class="button quiet icon-only" aria-label={t('queue.settings')} title={t('queue.settings')} {...linkTo({ at: 'settings', slug: organisation.slug, section: 'queues', id })}>
            <Icon of={Settings} size={18} />
          </a>
        ) : null}
      </header>
      <div class="page-body">
        <section class={isWaiting ? 'claim-box waiting' : 'claim-box'} aria-labelledby="claim-title">
          <div>
            <h2 id="claim-title">{isWaiting ? t('queue.waiting', { count: queue.waitingCount }) : t('queue.nobody')}</h2>
            <p class="muted">
              {isWaiting ? <>{t('queue.first-waited')} <strong><FirstWait queue={queue} /></strong></> : queue.state === 'OPEN' ? t('queue.nobody-open') : t('queue.nobody-closed')}
            </p>
          </div>
          <button type="button" class="button primary" disabled={!isWaiting} onClick={() => void claimNext(organisation, id)}>
            <Icon of={Hand} /> {isWaiting ? t('claim.count', { count: queue.waitingCount }) : t('claim')}
          </button>
        </section>
        {page.failure ? <Trouble onRetry={page.reload} /> : null}
        {page.value && page.value.waiting.nodes.length > 0 ? (
          <section aria-labelledby="line-title">
            <h2 id="line-title" class="section-title">{t('queue.line')}</h2>
            <ol class="line">
              {page.value.waiting.nodes.map((each, index) => (
                <li key={each.id}>
                  <span class="line-place">{index + 1}</span>
                  <a {...linkTo({ at: 'conversation', slug: organisation.slug, id: each.id })}>{each.customerName ?? t('customer.nameless')}</a>
                  <span class="muted clock">{waited(second.value - Date.parse(each.requestedAt))}</span>
                  <button type="button" class="button small" onClick={() => void claimNext(organisation, id, each.id)}>
                    {t('claim.this')} <span class="visually-hidden">{each.customerName ?? t('customer.nameless')}</span>
                  </button>
                </li>
              ))}
            </ol>
            {page.value.waiting.pageInfo.hasNextPage ? <p class="muted">{t('queue.more-wait')}</p> : null}
          </section>
        ) : null}
        {panels.value?.map((panel) => (
          <section key={panel.plugin} aria-label={panel.title}>
            <h2 class="section-title">{panel.view?.title ?? panel.title}</h2>
            <PanelBody panel={panel} host={hostOf(organisation, panel, { about: { queueId: id }, insert: null })} showTitle={false} />
          </section>
        ))}
        <EventLog queueId={id} first={page.value?.events ?? null} />
      </div>
    </main>
  );
}
