import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ArrowDown } from 'lucide-preact';
import { EndKeeper } from '@shared/chat/end';
import type { Unsent } from '@shared/chat/outbox';
import { unhandled } from '@shared/never';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { ConversationLog, LogEntry } from '../state/log';
import { chunkOf, chunksOf } from '../state/rows';
import { useOrganisation } from '../views/here';
import { Chunk } from './Chunk';
import { lineOf } from './Line';
import { PendingMessage } from './PendingMessage';

/** How much is visible above the first unread message, when a conversation opens there. */
const ABOVE_UNREAD_PX = 48;
/** When the scroll position is nearer to the start than this, older entries are loaded. */
const OLDER_PX = 600;

interface Props {
  log: ConversationLog;
  isMine: boolean;
  /** Takes a refused message back into the composer; null where there is none. */
  onEdit: ((message: Unsent) => void) | null;
}

/**
 * The messages of a conversation. It opens at the first unread message, otherwise at the end. At the end it follows new messages;
 * elsewhere, new messages don't move what the agent reads.
 */
export function MessageList({ log, isMine, onEdit }: Props) {
  const organisation = useOrganisation();
  const entries = log.entries.value;
  const state = log.state.value;
  const chunks = useMemo(() => chunksOf(entries), [entries]);
  const sent = useMemo(() => new Set(entries.flatMap(({ content }) => (content.__typename === 'MessageContent' ? content.clientId : []))), [entries]);
  const pending = organisation.outbox.pending.value.filter((each) => each.conversationId === log.id && !sent.has(each.clientId));
  const list = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const [end] = useState(() => new EndKeeper(() => list.current));
  const [isAway, setAway] = useState(false);
  // The activity tells who the agent is. Only the agent of a conversation marks messages as read.
  const isKnown = state === 'ready' && organisation.activity.value.isKnown;
  // Decided once, when the conversation opens: reading its messages doesn't move the mark.
  const opening = useRef<{ unreadFrom: number | null } | null>(null);
  if (isKnown) opening.current ??= { unreadFrom: isMine ? log.firstUnreadSeq : null };
  const unreadFrom = opening.current?.unreadFrom ?? null;
  const isOpened = useRef(false);
  const firstSeq = entries[0]?.seq ?? 0;
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const readByCustomer = log.details.value?.visitorReadSeq ?? 0;

  // Rows are added and removed while scrolling; new entries are announced here, and the list itself announces nothing.
  const [said, setSaid] = useState('');
  const heard = useRef(0);
  useEffect(() => {
    const newest = entries.at(-1);
    if (heard.current > 0 && newest && newest.seq > heard.current) {
      const words = saidOf(newest, log.details.value?.customerName ?? null);
      if (words !== '') setSaid(words);
    }
    heard.current = newest?.seq ?? 0;
  }, [lastSeq]);

  const toEnd = () => {
    end.toEnd();
    setAway(false);
    look();
  };
  const look = () => {
    if (end.isAtEnd && isOpened.current && isMine && document.visibilityState === 'visible' && document.hasFocus()) log.markRead();
  };

  useLayoutEffect(() => end.prepended(), [firstSeq]);
  useLayoutEffect(() => end.resized(), [lastSeq, log.isCustomerTyping.value]);
  useLayoutEffect(() => {
    if (!isKnown || isOpened.current) return;
    isOpened.current = true;
    const unread = list.current?.querySelector<HTMLElement>('.unread-from');
    // An agent who has scrolled already isn't moved.
    if (unread && end.isAtEnd) end.show(unread, ABOVE_UNREAD_PX);
    setAway(!end.isAtEnd);
  }, [isKnown]);
  // After sending, show the person's own message.
  useLayoutEffect(() => {
    if (pending.length === 0) return;
    if (opening.current) opening.current.unreadFrom = null;
    toEnd();
  }, [pending.length]);
  useEffect(look, [lastSeq, isMine, isKnown]);
  useEffect(() => {
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    // When the composer grows or a picture gets its size, the list stays at its end.
    const observer = new ResizeObserver(() => end.resized());
    if (list.current) observer.observe(list.current);
    if (inner.current) observer.observe(inner.current);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      observer.disconnect();
    };
  }, [log, isMine]);

  const scrolled = () => {
    end.scrolled();
    setAway(!end.isAtEnd);
    look();
    // After a failure older entries are requested by a button, because otherwise each turn of the wheel would request them.
    if (list.current && list.current.scrollTop < OLDER_PX && !log.isOlderMissing.peek()) void log.loadOlder();
  };

  return (
    <div class="messages-place">
      <div ref={list} class="messages" onScroll={scrolled} tabIndex={0} role="log" aria-live="off" aria-label={t('messages')} aria-busy={state === 'loading'}>
        <div ref={inner} class="messages-inner">
          {state === 'loading' && entries.length === 0 ? <Ghosts /> : null}
          {log.isLoadingOlder.value ? <p class="messages-older">{t('messages.loading-older')}</p> : null}
          {log.isOlderMissing.value ? (
            <p class="messages-older" role="alert">
              {t('messages.older-missing')} <button type="button" class="link-button" onClick={() => void log.loadOlder()}>{t('retry')}</button>
            </p>
          ) : null}
          {chunks.map((chunk, index) => (
            <Chunk
              key={chunk.key}
              chunk={chunk}
              root={list}
              isKept={index >= chunks.length - 2 || (unreadFrom !== null && chunk.key === chunkOf(unreadFrom))}
              customerName={log.details.value?.customerName ?? null}
              readByCustomer={readByCustomer}
              unreadFrom={unreadFrom}
            />
          ))}
          {pending.map((message) => (
            <PendingMessage key={message.clientId} message={message} onEdit={onEdit} />
          ))}
          {log.isCustomerTyping.value ? (
            <p class="typing">
              <span class="typing-dots" aria-hidden="true"><i /><i /><i /></span>
              {t('customer.typing')}
            </p>
          ) : null}
        </div>
      </div>
      <p class="visually-hidden" role="status">{said}</p>
      {isAway ? (
        <button type="button" class="button small to-end" onClick={toEnd}>
          <Icon of={ArrowDown} size={14} />
          {t('messages.newer')}
        </button>
      ) : null}
    </div>
  );
}

/** The announcement of a new entry for screen readers; empty for the agent's own, and for entries without a row. */
function saidOf(entry: LogEntry, customerName: string | null): string {
  const { content, author } = entry;
  switch (content.__typename) {
    case 'MessageContent':
      if (author.__typename !== 'VisitorAuthor') return '';
      return `${customerName ?? t('customer.nameless')}: ${content.text || t('files', { count: content.attachments.length })}`;
    case 'EndContent':
    case 'RequeueContent':
    case 'TransferContent':
    case 'DropContent':
      return lineOf(entry, customerName);
    case 'RequestContent':
    case 'ClaimContent':
    case 'ReadContent':
    case 'MetadataContent':
    case 'NameContent':
    case 'HideContent':
    case 'AnnotationContent':
    case 'PostContent':
      return '';
    default:
      return unhandled(content, '');
  }
}

/** A placeholder for messages that are being loaded. */
function Ghosts() {
  return (
    <div class="message-ghosts" aria-hidden="true">
      <span />
      <span class="mine" />
      <span />
    </div>
  );
}
