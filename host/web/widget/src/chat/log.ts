// A conversation as its log tells it: what is shown is a function of the entries.
import type { ConversationQuery, FileFragment, LineFragment, StandingFragment } from '../generated/organisation';

export type Line = LineFragment;
export type File = FileFragment;

/** A conversation, and the newest part of its log. */
export interface Talk {
  standing: StandingFragment;
  /** By number, none twice. */
  lines: readonly Line[];
  /** Where earlier entries begin; null when there are none. */
  earlier: string | null;
}

type Loaded = NonNullable<ConversationQuery['conversation']>;

/** What was loaded, and in it whatever the entries say beyond the conversation's own state. */
export function begin({ entries, ...standing }: Loaded): Talk {
  const talk: Talk = { standing, lines: [], earlier: earlierOf(entries) };
  return entries.nodes.reduce(take, talk);
}

/** The same with an earlier page of the log in front. */
export function prepend(talk: Talk, { entries }: Loaded): Talk {
  const first = talk.lines[0]?.seq ?? Number.POSITIVE_INFINITY;
  const before = entries.nodes.filter((line) => line.seq < first);
  return { ...talk, lines: [...before, ...talk.lines], earlier: earlierOf(entries) };
}

/** The same after the log's next entry; one that is there already changes nothing. */
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
  }
  return { ...talk, standing, lines: [...talk.lines, line] };
}

/** Nobody writes any more. */
export function isOver({ standing }: Talk): boolean {
  return standing.state === 'ENDED' || standing.state === 'DROPPED';
}

/** Whether an entry is something that the customer would want to hear of. */
export function isForCustomer({ author, content }: Line): boolean {
  if (content.__typename === 'MessageContent') return author.__typename !== 'VisitorAuthor';
  return content.__typename === 'PostContent' || (content.__typename === 'AnnotationContent' && content.note !== null && !content.removed);
}

/** The customer said exactly this. */
export function wasSaid({ lines }: Talk, text: string): boolean {
  return lines.some(({ author, content }) => author.__typename === 'VisitorAuthor' && content.__typename === 'MessageContent' && content.text === text);
}

/** What the customer hasn't read. */
export function unreadOf({ standing, lines }: Talk): number {
  return lines.filter((line) => line.seq > standing.visitorReadSeq && isForCustomer(line)).length;
}

/** The numbers of messages that the client made and the server has: they aren't unsent any more. */
export function confirmedOf({ lines }: Talk): Set<string> {
  const ids = lines.map(({ content }) => (content.__typename === 'MessageContent' ? content.clientId : ''));
  return new Set(ids.filter((id) => id !== ''));
}

function earlierOf({ pageInfo }: Loaded['entries']): string | null {
  return pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
}
