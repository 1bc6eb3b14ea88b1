// A log as rows to read: days, lines of the system, messages with those of the same person close together.
import { dayOf } from '@shared/i18n/format';
import { unhandled } from '@shared/never';
import type { LogEntry } from './log';

/** Messages of one person within this time belong together. */
const TOGETHER_MS = 5 * 60_000;
/** Rows are shown and put away in chunks of this many numbers. */
export const CHUNK_SEQS = 50;

export type Message = Extract<LogEntry['content'], { __typename: 'MessageContent' }>;

export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'line'; key: string; entry: LogEntry }
  | { kind: 'message'; key: string; entry: LogEntry; message: Message; isMine: boolean; isFirst: boolean; isLast: boolean };

/** Rows that are shown or put away together; the key stays when older ones come. */
export interface Chunk {
  key: number;
  rows: Row[];
}

/** The key of the chunk that an entry's row is in. */
export function chunkOf(seq: number): number {
  return Math.floor(seq / CHUNK_SEQS);
}

/** The rows of a log, in chunks by number. */
export function chunksOf(entries: readonly LogEntry[]): Chunk[] {
  const chunks: Chunk[] = [];
  let day = '';
  let before: (Row & { kind: 'message' }) | null = null;
  const put = (seq: number, row: Row) => {
    const key = chunkOf(seq);
    const last = chunks.at(-1);
    if (last?.key === key) last.rows.push(row);
    else chunks.push({ key, rows: [row] });
  };
  for (const entry of entries) {
    const { seq, at, content, author } = entry;
    if (!isShown(entry)) continue;
    const today = dayOf(at);
    if (today !== day) {
      day = today;
      before = null;
      put(seq, { kind: 'day', key: `day ${today}`, at });
    }
    if (content.__typename !== 'MessageContent') {
      before = null;
      put(seq, { kind: 'line', key: `${seq}`, entry });
      continue;
    }
    const isMine = author.__typename === 'Agent';
    const isTogether: boolean =
      before !== null && sameAuthor(before.entry, entry) && Date.parse(at) - Date.parse(before.entry.at) < TOGETHER_MS;
    const row: Row & { kind: 'message' } = {
      kind: 'message', key: `${seq}`, entry, message: content, isMine, isFirst: !isTogether, isLast: true,
    };
    if (isTogether && before) before.isLast = false;
    before = row;
    put(seq, row);
  }
  return chunks;
}

/** Whether an entry is a row of its own. Metadata, read marks and annotations without a line show elsewhere. */
function isShown({ content }: LogEntry): boolean {
  switch (content.__typename) {
    case 'MessageContent':
    case 'RequestContent':
    case 'ClaimContent':
    case 'NameContent':
    case 'RequeueContent':
    case 'TransferContent':
    case 'EndContent':
    case 'DropContent':
    case 'PostContent':
      return true;
    case 'AnnotationContent':
      return content.line !== null;
    case 'MetadataContent':
    case 'ReadContent':
    case 'HideContent':
      return false;
    default:
      return unhandled(content, false);
  }
}

function sameAuthor({ author: one }: LogEntry, { author: other }: LogEntry): boolean {
  return one.__typename === other.__typename && (one.__typename !== 'Agent' || other.__typename !== 'Agent' || one.id === other.id);
}
