import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chunk as Rows } from '../state/rows';
import { DayLine, SystemLine, UnreadLine } from './Line';
import { Message } from './Message';

interface Props {
  chunk: Rows;
  /** The element that scrolls. */
  root: RefObject<HTMLElement>;
  /** Its rows are always rendered: true for the newest chunks and the one with the first unread message. */
  isKept: boolean;
  customerName: string | null;
  /** The number up to which the customer has read. */
  readByCustomer: number;
  /** The number of the message that was the first unread one when the conversation was opened; null when there was none. */
  unreadFrom: number | null;
}

/** How far outside of the visible part rows are still rendered. */
const AROUND_PX = 1500;

/**
 * Some rows of the log. Far from the visible part they are removed and their space is kept, so that a log of any length costs only
 * what is visible of it.
 */
export function Chunk({ chunk, root, isKept, customerName, readByCustomer, unreadFrom }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // It is rendered first, so that its height is known before it is removed.
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || isKept || typeof IntersectionObserver === 'undefined') {
      setHeight(null);
      return;
    }
    const observer = new IntersectionObserver(
      ([seen]) => {
        if (seen) setHeight(seen.isIntersecting ? null : (before) => before ?? element.offsetHeight);
      },
      { root: root.current, rootMargin: `${AROUND_PX}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isKept, root]);
  useEffect(() => {
    const element = place.current;
    if (height === null) element?.style.removeProperty('height');
    else element?.style.setProperty('height', `${height}px`);
  }, [height]);
  const lastRead = chunk.rows.findLast((row) => row.kind === 'message' && row.isMine && row.entry.seq <= readByCustomer);
  return (
    <div ref={place} class="chunk">
      {height !== null && !isKept
        ? null
        : chunk.rows.map((row) => {
            if (row.kind === 'day') return <DayLine key={row.key} at={row.at} />;
            if (row.kind === 'line') return <SystemLine key={row.key} entry={row.entry} customerName={customerName} />;
            const message = <Message key={row.key} row={row} isLastRead={isKept && row === lastRead} />;
            return row.entry.seq === unreadFrom ? [<UnreadLine key="unread" />, message] : message;
          })}
    </div>
  );
}
