// The rows of the message list, from top to bottom.
import type { Pending } from '@shared/chat/outbox';
import type { About } from '@shared/chat/rows';
import { placed } from '@shared/chat/rows';
import { dayOf } from '@shared/i18n/format';
import { unhandled } from '@shared/never';
import { transferOf } from './log';
import type { File, Line, Talk } from './log';

/** The delivery state of a customer's message. */
export type Progress = 'sending' | 'waiting' | 'refused' | 'sent' | 'read';

/** A row of the list. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'event'; key: string; at: string; event: 'claimed' | 'requeued' | 'note'; text: string }
  | { kind: 'transfer'; key: string; at: string; queue: string; reason: string | null }
  | {
      kind: 'message';
      key: string;
      at: string;
      isMine: boolean;
      /** The agent's name; null for the customer and for plugins. */
      author: string | null;
      text: string;
      files: File[];
      /** Names of files being sent. */
      pending: string[];
      /** Whether it is the first or the last of one author's messages within a few minutes. */
      isFirst: boolean;
      isLast: boolean;
      /** For the customer's own messages; null where a later one shows it. */
      progress: Progress | null;
      /** A plugin's reason for refusing the message. */
      reason: string | null;
    };

type Message = Extract<Row, { kind: 'message' }>;

/** The rows of a conversation, followed by unsent messages. A conversation that is entirely of `today` shows no date. */
export function rowsOf(talk: Talk, pending: readonly Pending[], isStuck: boolean, today: string): Row[] {
  const said = talk.lines.flatMap((line) => rowOf(line, talk) ?? []);
  const unsent = pending.map(({ clientId, text, files, at, refusal }): Message => {
    const progress = refusal ? 'refused' : isStuck ? 'waiting' : 'sending';
    return { ...BLANK, key: clientId, at, isMine: true, text, pending: files.map(({ name }) => name), progress, reason: refusal?.reason ?? null };
  });
  const rows = placed([...said, ...unsent], aboutOf).flatMap(({ item, isNewDay, isFirst, isLast }): Row[] => [
    ...(isNewDay ? [{ kind: 'day', key: `day ${item.key}`, at: item.at } as const] : []),
    item.kind === 'message' ? { ...item, isFirst, isLast } : item,
  ]);
  showProgressOnce(rows);
  return rows[0] && dayOf(rows[0].at) === today ? rows.slice(1) : rows;
}

function aboutOf(row: Row): About {
  return { at: row.at, by: row.kind === 'message' ? `${row.isMine ? 'me' : 'them'} ${row.author ?? ''}` : null };
}

const BLANK = { kind: 'message', author: null, files: [], pending: [], isFirst: true, isLast: true, progress: null, reason: null } as const satisfies Partial<Message>;

function rowOf(line: Line, talk: Talk): Row | null {
  const { standing, lines } = talk;
  const { seq, at, author, content } = line;
  const key = String(seq);
  switch (content.__typename) {
    case 'MessageContent': {
      const isMine = author.__typename === 'VisitorAuthor';
      return {
        ...BLANK,
        // The same key before and after it is sent, so that the row stays in place.
        key: isMine ? content.clientId : key,
        at,
        isMine,
        author: author.__typename === 'Agent' ? author.displayName : null,
        text: content.text,
        files: content.attachments,
        progress: isMine ? (seq <= standing.agentReadSeq ? 'read' : 'sent') : null,
      };
    }
    case 'ClaimContent':
      return { kind: 'event', key, at, event: 'claimed', text: content.agent.displayName };
    case 'RequeueContent':
      return { kind: 'event', key, at, event: 'requeued', text: '' };
    case 'TransferContent':
      // Until somebody claims them there, the waiting view shows it.
      if (transferOf(talk)?.seq === seq) return null;
      return { kind: 'transfer', key, at, queue: content.toQueueName, reason: content.reason };
    case 'PostContent':
      return { ...BLANK, key, at, isMine: false, text: content.said };
    case 'AnnotationContent': {
      const isLatest = !lines.some(
        (other) =>
          other.seq > seq && other.content.__typename === 'AnnotationContent' &&
          other.content.plugin === content.plugin && other.content.key === content.key,
      );
      return content.note === null || content.removed || !isLatest ? null : { kind: 'event', key, at, event: 'note', text: content.note };
    }
    case 'RequestContent':
    case 'ReadContent':
    case 'MetadataContent':
    case 'NameContent':
    case 'EndContent':
    case 'HideContent':
    case 'DropContent':
      return null;
    default:
      return unhandled(content, null);
  }
}

/** "Read" and "sent" are each shown once, below the last message to which they apply. */
function showProgressOnce(rows: Row[]): void {
  let isSaid = false;
  for (const row of rows.toReversed()) {
    if (row.kind !== 'message' || (row.progress !== 'sent' && row.progress !== 'read')) continue;
    // A later message that was read implies it for the earlier ones.
    if (isSaid) row.progress = null;
    isSaid = true;
  }
}
