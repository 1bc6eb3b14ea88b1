// A log as rows to read: days, event lines, and messages grouped by person.
import type { About } from '@shared/chat/rows';
import { placed } from '@shared/chat/rows';
import { dayOf } from '@shared/i18n/format';
import { unhandled } from '@shared/never';
import type { LogEntry } from './log';

/** Rows are rendered and removed in chunks of this many numbers. */
export const CHUNK_SEQS = 50;

export type Message = Extract<LogEntry['content'], { __typename: 'MessageContent' }>;

export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'line'; key: string; entry: LogEntry }
  | { kind: 'message'; key: string; entry: LogEntry; message: Message; isMine: boolean; isFirst: boolean; isLast: boolean };

/** Rows that are rendered or removed together; the key stays when older ones are added. */
export interface Chunk {
  key: number;
  rows: Row[];
}

/** The key of the chunk that contains an entry's row. */
export function chunkOf(seq: number): number {
  return Math.floor(seq / CHUNK_SEQS);
}

/** The rows of a log, in chunks by number. */
export function chunksOf(entries: readonly LogEntry[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const { item: entry, isNewDay, isFirst, isLast } of placed(entries.filter(isShown), aboutOf)) {
    const { seq, at, content, author } = entry;
    const key = chunkOf(seq);
    let last = chunks.at(-1);
    if (last?.key !== key) chunks.push((last = { key, rows: [] }));
    if (isNewDay) last.rows.push({ kind: 'day', key: `day ${dayOf(at)}`, at });
    if (content.__typename !== 'MessageContent') last.rows.push({ kind: 'line', key: `${seq}`, entry });
    else last.rows.push({ kind: 'message', key: `${seq}`, entry, message: content, isMine: author.__typename === 'Agent', isFirst, isLast });
  }
  return chunks;
}

function aboutOf({ at, author, content }: LogEntry): About {
  const by = author.__typename === 'Agent' ? author.id : author.__typename;
  return { at, by: content.__typename === 'MessageContent' ? by : null };
}

/** Whether an entry has a row. Metadata, read marks and annotations without a line are shown elsewhere. */
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
