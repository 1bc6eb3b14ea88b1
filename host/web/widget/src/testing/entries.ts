// Conversations for tests, entry by entry.
import type { ConversationQuery } from '../generated/organisation';
import type { Line } from '../chat/log';

type Content = Line['content'];
type Loaded = NonNullable<ConversationQuery['conversation']>;

export const NIILO = { __typename: 'Agent', id: 'member_1', displayName: 'Niilo' } as const;
export const AINO = { __typename: 'VisitorAuthor' } as const;
export const HOST = { __typename: 'HostAuthor' } as const;

/** An entry, a minute after the one before. */
export function entry(seq: number, author: Line['author'], content: Content, at = `2026-11-26T10:${String(seq).padStart(2, '0')}:00.000Z`): Line {
  return { seq, at, author, content };
}

export function message(text: string, clientId = `client-${text}`): Content {
  return { __typename: 'MessageContent', clientId, text, attachments: [] };
}

export const request: Content = { __typename: 'RequestContent', queueName: 'Asiakaspalvelu' };
export const claim: Content = { __typename: 'ClaimContent', agent: NIILO };

export function read(party: 'AGENT' | 'VISITOR', upTo: number): Content {
  return { __typename: 'ReadContent', party, upTo };
}

/** A conversation that waits, with these entries loaded. */
export function loaded(nodes: Line[], startCursor: string | null = null): Loaded {
  return {
    id: 'conv_1',
    state: 'WAITING',
    queueId: 'queue_1',
    queueName: 'Asiakaspalvelu',
    agent: null,
    endedAt: null,
    endedBy: null,
    place: 1,
    lastSeq: 0,
    agentReadSeq: 0,
    visitorReadSeq: 0,
    entries: {
      nodes,
      pageInfo: { hasPreviousPage: startCursor !== null, startCursor },
    },
  };
}
