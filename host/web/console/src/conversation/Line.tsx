import { clockTime, longDate } from '@shared/i18n/format';
import { unhandled } from '@shared/never';
import { t } from '../i18n/i18n';
import type { LogEntry } from '../state/log';

/** The date of the following messages. */
export function DayLine({ at }: { at: string }) {
  return (
    <h2 class="day-line">
      <span>{longDate(at)}</span>
    </h2>
  );
}

/** Marks where the unread messages begin. */
export function UnreadLine() {
  return (
    <p class="unread-from">
      <span>{t('messages.unread-from')}</span>
    </p>
  );
}

/** A line about an event, between the messages. */
export function SystemLine({ entry, customerName }: { entry: LogEntry; customerName: string | null }) {
  return (
    <p class="system-line">
      <span>{lineOf(entry, customerName)}</span> <time dateTime={entry.at}>{clockTime(entry.at)}</time>
    </p>
  );
}

/** The text of a line. */
export function lineOf({ content, author }: LogEntry, customerName: string | null): string {
  const name = customerName ?? t('customer.nameless');
  switch (content.__typename) {
    case 'RequestContent':
      return t('line.request', { name, queue: content.queueName });
    case 'ClaimContent':
      return t('line.claim', { name: content.agent.displayName });
    case 'NameContent':
      return t('line.name', { name: content.name });
    case 'RequeueContent':
      return t('line.requeue');
    case 'TransferContent':
      return content.reason === null
        ? t('line.transfer', { from: content.fromQueueName, to: content.toQueueName })
        : t('line.transfer-because', { from: content.fromQueueName, to: content.toQueueName, reason: content.reason });
    case 'EndContent':
      if (content.by === 'VISITOR') return t('line.ended-by-customer', { name });
      return content.by === 'AGENT' ? t('line.ended-by-agent', { name: nameOf(author) }) : t('line.ended-by-host');
    case 'DropContent':
      return content.left ? t('line.left', { name }) : t('line.lost', { name });
    case 'AnnotationContent':
      // What a plugin marked, in its own words.
      return t(content.removed ? 'line.taken-back' : 'line.annotated', { text: content.line ?? content.key });
    case 'PostContent':
      return content.text;
    // Messages have rows of another kind, and the other types have no row.
    case 'MessageContent':
    case 'ReadContent':
    case 'MetadataContent':
    case 'HideContent':
      return '';
    default:
      return unhandled(content, '');
  }
}

function nameOf(author: LogEntry['author']): string {
  return author.__typename === 'Agent' ? author.displayName : t('someone');
}
