import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSignalEffect } from '@preact/signals';
import { ArrowDown, Check, CheckCheck, CircleAlert, Clock } from 'lucide-preact';
import { clockTime, dayOf, longDate } from '@shared/i18n/format';
import { initials } from '@shared/text/initials';
import { EndKeeper } from '@shared/chat/end';
import type { Unsent } from '@shared/chat/outbox';
import { PlainText } from '@shared/text/PlainText';
import { Icon } from '@shared/ui/Icon';
import type { Progress, Row } from '../chat/rows';
import { rowsOf } from '../chat/rows';
import { transferText, tw } from '../i18n/texts';
import { useWidget } from './context';
import { Files } from './Files';

interface Props {
  /** Takes a refused message back to edit it; null where nobody can write any more. */
  onAgain: ((message: Unsent) => void) | null;
  /** What is shown below the messages. */
  children: ComponentChildren;
}

/** The messages, newest last; stays at the end while the reader is there. */
export function Messages({ onAgain, children }: Props) {
  const { chat, isOpen } = useWidget();
  const talk = chat.talk.value;
  const list = useRef<HTMLDivElement>(null);
  const [end] = useState(() => new EndKeeper(() => list.current));
  const [isAway, setAway] = useState(false);
  const rows = talk ? rowsOf(talk, chat.outbox.pending.value, chat.outbox.isStuck.value, dayOf(new Date().toISOString())) : [];
  const firstKey = rows[0]?.key;
  const lastKey = rows[rows.length - 1]?.key;
  const isTyping = chat.isAgentTyping.value;
  const state = talk?.standing.state;

  function see() {
    setAway(!end.isAtEnd);
    if (isOpen.peek() && document.visibilityState === 'visible' && end.isAtEnd) chat.seen();
  }

  function toEnd() {
    end.toEnd();
    see();
  }

  useLayoutEffect(() => end.prepended(), [firstKey]);
  useLayoutEffect(() => {
    const last = rows[rows.length - 1];
    // After sending, show the customer's own message.
    if (last?.kind === 'message' && last.isMine) end.toEnd();
    else end.resized();
    see();
  }, [lastKey]);
  useLayoutEffect(() => end.resized(), [isTyping, state]);
  useSignalEffect(() => {
    if (isOpen.value) requestAnimationFrame(toEnd);
  });
  useEffect(() => {
    document.addEventListener('visibilitychange', see);
    // When the composer grows or pictures load, the end stays in view.
    const watch = new ResizeObserver(() => end.resized());
    if (list.current) {
      watch.observe(list.current);
      if (list.current.firstElementChild) watch.observe(list.current.firstElementChild);
    }
    return () => {
      document.removeEventListener('visibilitychange', see);
      watch.disconnect();
    };
  }, []);

  if (!talk) return null;
  const agent = talk.standing.agent?.displayName ?? tw('message.from-service');
  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={list}
        role="region"
        aria-label={tw('messages')}
        tabIndex={0}
        onScroll={() => {
          end.scrolled();
          see();
        }}
      >
        <div class="messages-inner">
          {talk.earlier === null ? null : <Earlier />}
          <ol class="rows">
            {rows.map((row) => (
              <RowView key={row.key} row={row} onAgain={onAgain} />
            ))}
          </ol>
          {isTyping ? <p class="typing">{tw('typing', { name: agent })}</p> : null}
          {children}
        </div>
      </div>
      {isAway ? (
        <button type="button" class="button small newest" onClick={toEnd}>
          <Icon of={ArrowDown} size={14} />
          {tw('messages.newest')}
        </button>
      ) : null}
    </div>
  );
}

/** The button for earlier messages, and a message when they can't be loaded. */
function Earlier() {
  const { chat } = useWidget();
  const [isBusy, setBusy] = useState(false);
  const [isFailed, setFailed] = useState(false);

  function load() {
    if (isBusy) return;
    setBusy(true);
    setFailed(false);
    chat.loadEarlier().catch(() => setFailed(true)).finally(() => setBusy(false));
  }

  return (
    <div class="earlier">
      <p role="status">{isFailed ? tw('messages.earlier-failed') : ''}</p>
      <button type="button" class="button small" aria-disabled={isBusy} onClick={load}>
        {isFailed ? tw('failed.retry') : tw('messages.earlier')}
      </button>
    </div>
  );
}

function RowView({ row, onAgain }: { row: Row } & Pick<Props, 'onAgain'>) {
  if (row.kind === 'day') {
    return (
      <li class="row day">
        <time dateTime={row.at}>{longDate(row.at)}</time>
      </li>
    );
  }
  if (row.kind === 'transfer') return <li class="row event">{transferText(row.queue, row.reason)}</li>;
  if (row.kind === 'event') {
    const { event, text } = row;
    return <li class="row event">{event === 'claimed' ? tw('event.claimed', { name: text }) : tw(`event.${event}`, { text })}</li>;
  }
  return <Message row={row} onAgain={onAgain} />;
}

function Message({ row, onAgain }: { row: Extract<Row, { kind: 'message' }> } & Pick<Props, 'onAgain'>) {
  const { at, isMine, author, text, files, pending, isFirst, isLast, progress } = row;
  const name = isMine ? tw('message.you') : (author ?? tw('message.from-service'));
  return (
    <li class={`row message ${isMine ? 'mine' : 'theirs'}${isFirst ? ' first' : ''}${isLast ? ' last' : ''}`}>
      {isMine ? null : (
        <span class="face" aria-hidden="true">
          {isLast ? initials(author ?? name) : ''}
        </span>
      )}
      <div class="message-body">
        <p class={isFirst && !isMine ? 'message-name' : 'visually-hidden'}>{name}</p>
        {text === '' ? null : (
          <p class="bubble">
            <PlainText text={text} />
          </p>
        )}
        <Files files={files} pending={pending} />
        {isLast || progress ? (
          <p class="message-meta">
            {isLast ? <time dateTime={at}>{clockTime(at)}</time> : null}
            {progress ? <ProgressView progress={progress} /> : null}
          </p>
        ) : null}
        {progress === 'refused' ? <Refused row={row} onAgain={onAgain} /> : null}
      </div>
    </li>
  );
}

/** Why a message wasn't sent, if a reason was given, and what its writer can do about it. */
function Refused({ row: { key, reason }, onAgain }: { row: Extract<Row, { kind: 'message' }> } & Pick<Props, 'onAgain'>) {
  const { chat } = useWidget();
  // The button disappears with its message, so the focus goes to the composer.
  const goOn = () => document.querySelector<HTMLElement>('.composer-text, .ended')?.focus();
  return (
    <div class="refused" role="alert">
      {reason === null ? null : <p>{reason}</p>}
      {onAgain ? (
        <button
          type="button"
          class="again"
          onClick={() => {
            const back = chat.outbox.takeBack(key);
            if (back) onAgain(back);
            goOn();
          }}
        >
          {tw('message.again')}
        </button>
      ) : null}
      <button
        type="button"
        class="again"
        onClick={() => {
          chat.outbox.takeBack(key);
          goOn();
        }}
      >
        {tw('message.discard')}
      </button>
    </div>
  );
}

const PROGRESS_ICONS = { sending: Clock, waiting: Clock, refused: CircleAlert, sent: Check, read: CheckCheck } as const;

function ProgressView({ progress }: { progress: Progress }) {
  return (
    <span class={`progress is-${progress}`}>
      <Icon of={PROGRESS_ICONS[progress]} size={14} />
      {tw(`message.${progress}`)}
    </span>
  );
}
