import { Clock, DoorClosed, DoorOpen, EllipsisVertical, Hand, ScrollText, Settings } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { claimNext, openOrClose } from '../queue/claim';
import { go, linkTo, route } from '../route';
import type { Queue } from '../state/activity';
import { waitedMs } from '../state/activity';
import { second, waited } from '../state/clock';
import type { MenuItem } from '../ui/Menu';
import { Menu } from '../ui/Menu';
import { useOrganisation } from '../views/here';

/** A queue: its state, how many wait and for how long, and its menu. */
export function QueueItem({ queue }: { queue: Queue }) {
  const organisation = useOrganisation();
  const { slug } = organisation;
  const to = route.value;
  const isHere = to.at === 'queue' && to.id === queue.id;
  const isWaiting = queue.waitingCount > 0;
  const items: MenuItem[] = [
    { label: t('claim'), icon: Hand, disabled: !isWaiting, onChoose: () => void claimNext(organisation, queue.id) },
    { label: t('queue.log'), icon: ScrollText, onChoose: () => go({ at: 'queue', slug, id: queue.id }) },
    queue.state === 'CLOSED'
      ? { label: t('queue.open'), icon: DoorOpen, onChoose: () => void openOrClose(organisation, queue) }
      : { label: t('queue.close'), icon: DoorClosed, onChoose: () => void openOrClose(organisation, queue) },
  ];
  if (organisation.isOperator.value) {
    items.push({ label: t('settings'), icon: Settings, onChoose: () => go({ at: 'settings', slug, section: 'queues', id: queue.id }) });
  }
  return (
    <li class={['side-row', isHere ? 'here' : '', isWaiting ? 'waiting' : ''].join(' ')}>
      <a class="side-link" {...linkTo({ at: 'queue', slug, id: queue.id })} aria-current={isHere ? 'page' : undefined}>
        <StateDot state={queue.state} />
        <span class="side-name">{queue.name}</span>
        {isWaiting ? (
          <span class="side-waiting">
            <span class="side-clock">
              <Icon of={Clock} size={12} />
              <FirstWait queue={queue} />
            </span>
            <span class="side-count" aria-hidden="true">{queue.waitingCount}</span>
            <span class="visually-hidden">{t('queue.waiting', { count: queue.waitingCount })}</span>
          </span>
        ) : null}
      </a>
      <Menu label={t('queue.menu', { name: queue.name })} class="side-menu" items={items}>
        <Icon of={EllipsisVertical} />
      </Menu>
    </li>
  );
}

/** How long the first customer has waited, by the server's clock. */
export function FirstWait({ queue }: { queue: Queue }) {
  const ms = waitedMs(queue, second.value);
  if (ms === null) return null;
  const text = waited(ms);
  // It isn't announced every second; screen readers read it when the focus reaches it.
  return <span>{text === '∞' ? <span role="img" aria-label={t('queue.over-an-hour')}>∞</span> : text}</span>;
}

/** Red or green, and also by shape: closed is a ring with a bar, open is filled. */
export function StateDot({ state }: { state: Queue['state'] }) {
  return <span class={`dot ${state.toLowerCase()}`} role="img" aria-label={t(`queue-state.${state}`)} />;
}
