// A conversation derived from its log: what is shown is a function of the entries.
import { unhandled } from '@shared/never';
import type { ConversationQuery, FileFragment, LineFragment, StandingFragment } from '../generated/organisation';

export type Line = LineFragment;
export type File = FileFragment;

/** A conversation, and the newest part of its log. */
export interface Talk {
  standing: StandingFragment;
  /** By number, each once. */
  lines: readonly Line[];
  /** The cursor before which earlier entries are; null when there are none. */
  earlier: string | null;
}

type Loaded = NonNullable<ConversationQuery['conversation']>;

/** The loaded conversation, updated by entries that are newer than its own state. */
export function begin({ entries, ...standing }: Loaded): Talk {
  const isKnown = ({ seq }: Line) => seq <= standing.lastSeq;
  const talk: Talk = { standing, lines: entries.nodes.filter(isKnown), earlier: earlierOf(entries) };
  return entries.nodes.filter((line) => !isKnown(line)).reduce(take, talk);
}

/** The same with an earlier page of the log added in front. */
export function prepend(talk: Talk, { entries }: Loaded): Talk {
  const first = talk.lines[0]?.seq ?? Number.POSITIVE_INFINITY;
  const before = entries.nodes.filter((line) => line.seq < first);
  return { ...talk, lines: [...before, ...talk.lines], earlier: earlierOf(entries) };
}

/** The same after the log's next entry; a known entry changes nothing. */
export function take(talk: Talk, line: Line): Talk {
  const last = talk.lines[talk.lines.length - 1]?.seq ?? 0;
  if (line.seq <= last) return talk;
  const standing = { ...talk.standing, lastSeq: Math.max(talk.standing.lastSeq, line.seq) };
  const { content } = line;
  switch (content.__typename) {
    case 'RequestContent':
      standing.state = 'WAITING';
      standing.queueName = content.queueName;
      break;
    case 'ClaimContent':
      standing.state = 'ACTIVE';
      standing.agent = content.agent;
      standing.place = null;
      break;
    case 'RequeueContent':
      standing.state = 'WAITING';
      standing.agent = null;
      break;
    case 'TransferContent':
      standing.state = 'WAITING';
      standing.agent = null;
      standing.queueId = content.toQueueId;
      standing.queueName = content.toQueueName;
      // Another queue: the place in line arrives separately.
      standing.place = null;
      break;
    case 'ReadContent': {
      const read = content.party === 'AGENT' ? 'agentReadSeq' : 'visitorReadSeq';
      standing[read] = Math.max(standing[read], content.upTo);
      break;
    }
    case 'EndContent':
      standing.state = 'ENDED';
      standing.endedAt = line.at;
      standing.endedBy = content.by;
      break;
    case 'DropContent':
      standing.state = 'DROPPED';
      standing.endedAt = line.at;
      break;
    case 'MessageContent':
    case 'MetadataContent':
    case 'NameContent':
    case 'HideContent':
    case 'AnnotationContent':
    case 'PostContent':
      break;
    default:
      unhandled(content, undefined);
  }
  return { ...talk, standing, lines: [...talk.lines, line] };
}

/** Whether the conversation is over. */
export function isOver({ standing }: Talk): boolean {
  return standing.state === 'ENDED' || standing.state === 'DROPPED';
}

/** Whether an entry is something for the customer to read. */
export function isForCustomer(line: Line): boolean {
  return newsOf(line) === 'words';
}

/** Whether an entry is news to the customer: something to read, or a change that others caused. */
export function isNews(line: Line): boolean {
  return newsOf(line) !== null;
}

function newsOf({ author, content }: Line): 'words' | 'turn' | null {
  switch (content.__typename) {
    case 'MessageContent':
      return author.__typename === 'VisitorAuthor' ? null : 'words';
    case 'PostContent':
      return 'words';
    case 'AnnotationContent':
      return content.note === null || content.removed ? null : 'words';
    case 'ClaimContent':
    case 'RequeueContent':
    case 'TransferContent':
    case 'EndContent':
      return 'turn';
    case 'RequestContent':
    case 'ReadContent':
    case 'MetadataContent':
    case 'NameContent':
    case 'HideContent':
    case 'DropContent':
      return null;
    default:
      return unhandled(content, null);
  }
}

/** The queue that the customer was transferred to and the reason, while nobody has claimed them there; null otherwise. */
export function transferOf({ standing, lines }: Talk): { seq: number; queue: string; reason: string | null } | null {
  if (standing.state !== 'WAITING') return null;
  const turn = lines.findLast(({ content }) => content.__typename === 'TransferContent' || content.__typename === 'ClaimContent');
  return turn?.content.__typename === 'TransferContent' ? { seq: turn.seq, queue: turn.content.toQueueName, reason: turn.content.reason } : null;
}

/** Whether the customer sent exactly this text. */
export function wasSaid({ lines }: Talk, text: string): boolean {
  return lines.some(({ author, content }) => author.__typename === 'VisitorAuthor' && content.__typename === 'MessageContent' && content.text === text);
}

/** The entries that the customer hasn't read. */
export function unreadOf({ standing, lines }: Talk): number {
  return lines.filter((line) => line.seq > standing.visitorReadSeq && isForCustomer(line)).length;
}

/** The client ids of messages that the server has, which are no longer unsent. */
export function confirmedOf({ lines }: Talk): Set<string> {
  const ids = lines.map(({ content }) => (content.__typename === 'MessageContent' ? content.clientId : ''));
  return new Set(ids.filter((id) => id !== ''));
}

function earlierOf({ pageInfo }: Loaded['entries']): string | null {
  return pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
}
