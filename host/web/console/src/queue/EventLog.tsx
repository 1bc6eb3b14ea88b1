import { useEffect, useState } from 'preact/hooks';
import { dateAndTime } from '@shared/i18n/format';
import type { QueuePageQuery } from '../generated/organisation';
import { QueueEventsDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { linkTo } from '../route';
import { trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { useOrganisation } from '../views/here';

type Events = NonNullable<QueuePageQuery['queue']>['events'];
type Row = Events['nodes'][number];

/** The event log of a queue, newest first, page by page. */
export function EventLog({ queueId, first }: { queueId: string; first: Events | null }) {
  const { request, slug, isOperator } = useOrganisation();
  const [older, setOlder] = useState<readonly Row[]>([]);
  const [end, setEnd] = useState<Events['pageInfo'] | null>(null);
  // New rows move others down: the loaded ones stay, each once.
  useEffect(() => {
    if (first && end === null) setEnd(first.pageInfo);
    if (first) setOlder((before) => merge(first.nodes, before));
  }, [first]);
  const [isLoading, load] = useAction(async () => {
    const cursor = end?.endCursor;
    if (!cursor) return;
    await trying(async () => {
      const { queue } = await request(QueueEventsDocument, { id: queueId, after: cursor });
      if (!queue) return;
      setOlder((before) => merge(before, queue.events.nodes));
      setEnd(queue.events.pageInfo);
    });
  });
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title" class="section-title">{t('queue.log')}</h2>
      {first && older.length === 0 ? <p class="muted">{t('queue.log-empty')}</p> : null}
      <ul class="event-log" aria-busy={first === null}>
        {older.map((event) => (
          <li key={event.id}>
            <time dateTime={event.at}>{dateAndTime(event.at)}</time>
            <span class={`event-kind ${event.kind.toLowerCase()}`}>{t(`event.${event.kind}`)}</span>
            <span class="muted">{event.scheduled ? t('event.scheduled') : (event.actor?.displayName ?? '')}</span>
            {event.conversationId && isOperator.value ? (
              <a class="event-link" {...linkTo({ at: 'conversation', slug, id: event.conversationId })}>{t('event.conversation')}</a>
            ) : null}
          </li>
        ))}
      </ul>
      {end?.hasNextPage ? (
        <button type="button" class="button small" aria-disabled={isLoading} onClick={load}>{t('more')}</button>
      ) : null}
    </section>
  );
}

/** Both lists, newest first, each row once. */
function merge(newer: readonly Row[], older: readonly Row[]): Row[] {
  const seen = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !seen.has(id))];
}
