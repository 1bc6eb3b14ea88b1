import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ArrowDown } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { ConversationLog } from '../state/log';
import type { Pending } from '../state/outbox';
import { chunksOf } from '../state/rows';
import { useOrganisation } from '../views/here';
import { Chunk } from './Chunk';
import { lineOf } from './Line';
import { PendingMessage } from './PendingMessage';

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 60;
/** Nearer to the start than this, older entries are loaded. */
const OLDER_PX = 600;

interface Props {
  log: ConversationLog;
  isMine: boolean;
  /** Takes a refused message back into the box; null where there is none. */
  onEdit: ((message: Pending) => void) | null;
}

/** What was said. Stays at the end while one is there; elsewhere, what one reads doesn't move. */
export function MessageList({ log, isMine, onEdit }: Props) {
  const organisation = useOrganisation();
  const entries = log.entries.value;
  const state = log.state.value;
  const chunks = useMemo(() => chunksOf(entries), [entries]);
  const sent = useMemo(() => new Set(entries.flatMap(({ content }) => (content.__typename === 'MessageContent' ? content.clientId : []))), [entries]);
  const pending = organisation.outbox.pending.value.filter((each) => each.conversationId === log.id && !sent.has(each.clientId));
  const list = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const fromEnd = useRef(0);
  const [hasMore, setHasMore] = useState(false);
  const firstSeq = entries[0]?.seq ?? 0;
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const readByCustomer = log.details.value?.visitorReadSeq ?? 0;

  // Rows come and go as one scrolls: what is new is told here, and the list itself tells nothing.
  const [said, setSaid] = useState('');
  const heard = useRef(0);
  useEffect(() => {
    const newest = entries.at(-1);
    if (heard.current > 0 && newest && newest.seq > heard.current) {
      const { content, author } = newest;
      const name = log.details.value?.customerName ?? t('customer.nameless');
      if (content.__typename === 'MessageContent' && author.__typename === 'VisitorAuthor') {
        setSaid(`${name}: ${content.text || t('files', { count: content.attachments.length })}`);
      } else if (content.__typename === 'EndContent') setSaid(lineOf(newest, name));
    }
    heard.current = newest?.seq ?? 0;
  }, [lastSeq]);

  const toEnd = () => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  const look = () => {
    if (isAtEnd.current && isMine && document.visibilityState === 'visible' && document.hasFocus()) log.markRead();
  };

  // What comes above must not move what is read: the distance from the end stays.
  useLayoutEffect(() => {
    const element = list.current;
    if (element && !isAtEnd.current) element.scrollTop = element.scrollHeight - fromEnd.current;
  }, [firstSeq]);
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
    else if (lastSeq > 0) setHasMore(true);
  }, [lastSeq, log.isCustomerTyping.value]);
  // What oneself sent is looked at.
  useLayoutEffect(() => {
    if (pending.length > 0) {
      isAtEnd.current = true;
      toEnd();
    }
  }, [pending.length]);
  useEffect(look, [lastSeq, isMine, state]);
  useEffect(() => {
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    // The box below grows, a picture gets its size: the end stays the end.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd();
    });
    if (list.current) observer.observe(list.current);
    if (inner.current) observer.observe(inner.current);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      observer.disconnect();
    };
  }, [log, isMine]);

  const scrolled = () => {
    const element = list.current;
    if (!element) return;
    fromEnd.current = element.scrollHeight - element.scrollTop;
    isAtEnd.current = fromEnd.current - element.clientHeight < NEAR_PX;
    if (isAtEnd.current) {
      setHasMore(false);
      look();
    }
    // What didn't come is asked for by a press: else each turn of the wheel would ask.
    if (element.scrollTop < OLDER_PX && !log.isOlderMissing.peek()) void log.loadOlder();
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
              isKept={index >= chunks.length - 2}
              customerName={log.details.value?.customerName ?? null}
              readByCustomer={readByCustomer}
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
      {hasMore ? (
        <button
          type="button"
          class="button small to-end"
          onClick={() => {
            isAtEnd.current = true;
            toEnd();
            setHasMore(false);
          }}
        >
          <Icon of={ArrowDown} size={14} />
          {t('messages.newer')}
        </button>
      ) : null}
    </div>
  );
}

/** Where messages will be. */
function Ghosts() {
  return (
    <div class="message-ghosts" aria-hidden="true">
      <span />
      <span class="mine" />
      <span />
    </div>
  );
}
