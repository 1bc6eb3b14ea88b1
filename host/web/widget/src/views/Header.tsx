import { ChevronDown, LogOut, MessageCircle } from 'lucide-preact';
import { initials } from '@shared/text/initials';
import { confirm } from '@shared/ui/Confirm';
import { Icon } from '@shared/ui/Icon';
import { announce } from '../announce';
import { tw } from '../i18n/texts';
import { useWidget } from './context';
import { Offline } from './Offline';

/** The agent's name, and the buttons to end and to hide the chat. */
export function Header() {
  const { chat, isAlone, minimise } = useWidget();
  const standing = chat.talk.value?.standing ?? null;
  const isWaiting = standing?.state === 'WAITING';
  const isActive = standing?.state === 'ACTIVE';
  const agent = standing?.agent ?? null;
  const queues = chat.queues.value;
  const only = queues.length === 1 ? queues[0]?.name : undefined;
  const title = agent?.displayName ?? standing?.queueName ?? only ?? tw('title');

  async function stop() {
    const yes = await confirm({
      title: tw(isWaiting ? 'leave.question' : 'end.question'),
      text: tw(isWaiting ? 'leave.explained' : 'end.explained'),
      yes: tw(isWaiting ? 'leave.action' : 'end.action'),
      danger: true,
    });
    if (yes && !(await (isWaiting ? chat.leave() : chat.end()))) announce(tw('not-done'));
  }

  return (
    <header aria-label={tw('title')}>
      <div class="head">
      <span class="head-face" aria-hidden="true">
        {agent ? initials(agent.displayName) : <Icon of={MessageCircle} size={20} />}
      </span>
      <div class="head-words">
        <p class="head-title">{title}</p>
        <Subtitle />
      </div>
      {isWaiting || isActive ? (
        <button type="button" class="head-button" aria-label={tw(isWaiting ? 'leave.action' : 'end.action')} title={tw(isWaiting ? 'leave.action' : 'end.action')} onClick={() => void stop()}>
          <Icon of={LogOut} size={18} />
        </button>
      ) : null}
      {isAlone ? null : (
        <button type="button" class="head-button" aria-label={tw('minimise')} title={tw('minimise')} onClick={minimise}>
          <Icon of={ChevronDown} size={22} />
        </button>
      )}
      </div>
      <Offline />
    </header>
  );
}

function Subtitle() {
  const { chat } = useWidget();
  const standing = chat.talk.value?.standing;
  if (standing?.state === 'ACTIVE') return <p class="head-state">{standing.queueName}</p>;
  if (standing?.state === 'WAITING') return <p class="head-state">{tw('state.waiting')}</p>;
  if (standing) return <p class="head-state">{tw('state.ended')}</p>;
  if (chat.beginning.value !== 'done') return null;
  const isOpen = chat.queues.value.some(({ state }) => state === 'OPEN');
  return (
    <p class={isOpen ? 'head-state open' : 'head-state closed'}>
      <span class="dot" />
      {tw(isOpen ? 'state.open' : 'state.closed')}
    </p>
  );
}
