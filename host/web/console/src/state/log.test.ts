import { expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Request } from '@shared/client/http';
import type { Sink } from '@shared/client/socket';
import type { Datum, LogEntry } from './log';
import { changed, ConversationLog } from './log';

const entry = (seq: number, content: object, author: object = { __typename: 'VisitorAuthor', name: 'Aino' }) =>
  ({ seq, at: '2026-11-26T12:00:00.000Z', author, content }) as LogEntry;
const message = (seq: number) => entry(seq, { __typename: 'MessageContent', clientId: `c${seq}`, text: `${seq}`, attachments: [] });

/** A log of a conversation with these entries, and how to bring more. */
async function opened(entries: LogEntry[], startCursor: string | null = null, agentReadSeq = entries.length, ...older: LogEntry[][]) {
  const conversation = {
    id: 'conv', state: 'ACTIVE', customerName: 'Aino', metadata: [], agentReadSeq, visitorReadSeq: 0, lastSeq: entries.at(-1)?.seq ?? 0,
    entries: { nodes: entries, pageInfo: { hasPreviousPage: startCursor !== null, startCursor } },
  };
  const request = vi.fn(async () => ({ conversation }));
  request.mockResolvedValueOnce({ conversation });
  older.forEach((nodes, index) => {
    const startCursor = index + 1 < older.length ? `older ${index + 1}` : null;
    request.mockResolvedValueOnce({ conversation: { ...conversation, entries: { nodes, pageInfo: { hasPreviousPage: startCursor !== null, startCursor } } } });
  });
  type Followed = Sink<unknown> & { variables: () => { after?: number } };
  const subscriptions: Followed[] = [];
  const subscribe = (_operation: unknown, variables: () => { after?: number }, sink: Sink<unknown>) => {
    subscriptions.push({ variables, ...sink });
    return () => {};
  };
  const log = new ConversationLog('conv', { request: request as unknown as Request, socket: { subscribe } as never });
  await vi.waitFor(() => expect(log.state.value).toBe('ready'));
  return { log, request, follow: subscriptions[0]!, typing: subscriptions[1]! };
}

test('a log goes on after the last entry that is here, at each connection', async () => {
  const { log, follow } = await opened([message(1), message(2)]);
  expect(follow.variables().after).toBe(2);
  follow.next({ conversation: message(3) });
  expect(follow.variables().after).toBe(3);
  expect(log.entries.value.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a message of one’s own that is here before what a customer wrote ahead of it makes nothing be missed', async () => {
  const { log, follow } = await opened([message(1)]);
  // The answer to the request overtakes the stream, which breaks.
  log.take([message(3)]);
  expect(follow.variables().after).toBe(1);
  follow.next({ conversation: message(2) });
  follow.next({ conversation: message(3) });
  expect(follow.variables().after).toBe(3);
  expect(log.entries.value.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a stream that is over for good is known as such, and not any more when the log is loaded again', async () => {
  const { log, follow } = await opened([message(1)]);
  follow.failed?.(new RequestFailure('unauthenticated', 'over'));
  expect(log.isStale.value).toBe(false);
  follow.failed?.(new RequestFailure('refused', 'no such field'));
  expect([log.state.value, log.isStale.value]).toEqual(['ready', true]);
  await log.load();
  expect(log.isStale.value).toBe(false);
  follow.failed?.(new RequestFailure('forbidden', 'not yours'));
  expect(log.state.value).toBe('gone');
});

test('an entry that comes twice is there once', async () => {
  const { log, follow } = await opened([message(1)]);
  follow.next({ conversation: message(2) });
  log.take([message(2), message(1)]);
  expect(log.entries.value.map(({ seq }) => seq)).toEqual([1, 2]);
});

test('older entries that don’t come are said to be missing until they are asked for again', async () => {
  const { log, request } = await opened([message(2)], 'start');
  request.mockRejectedValueOnce(new RequestFailure('network', 'away'));
  await log.loadOlder();
  expect([log.isOlderMissing.value, log.isLoadingOlder.value, log.hasOlder.value]).toEqual([true, false, true]);
  const older = { entries: { nodes: [message(1)], pageInfo: { hasPreviousPage: false, startCursor: null } } };
  request.mockResolvedValueOnce({ conversation: older } as never);
  await log.loadOlder();
  expect([log.isOlderMissing.value, log.hasOlder.value]).toEqual([false, false]);
  expect(log.entries.value.map(({ seq }) => seq)).toEqual([1, 2]);
});

test('what the agent hasn’t read is loaded, however many pages back it begins', async () => {
  const page = (from: number, count: number) => Array.from({ length: count }, (_, index) => message(from + index));
  const { log, request } = await opened(page(201, 100), 'older 0', 40, page(101, 100), page(1, 100));
  expect(log.firstUnreadSeq).toBe(41);
  expect(request).toHaveBeenCalledTimes(3);
});

test('one request for older entries is on its way at a time', async () => {
  const { log, request } = await opened([message(2)], 'start', 1, [message(1)]);
  await Promise.all([log.loadOlder(), log.loadOlder()]);
  expect(request).toHaveBeenCalledTimes(2);
  expect(log.entries.value.map(({ seq }) => seq)).toEqual([1, 2]);
});

test('unread messages too far back aren’t gone to, and a page that doesn’t come ends the search', async () => {
  const far = await opened([message(2_000)], 'older', 3);
  expect([far.log.firstUnreadSeq, far.request.mock.calls.length]).toEqual([null, 1]);
  // A server that gives the same page again.
  const stuck = await opened([message(300)], 'older', 3);
  expect([stuck.log.firstUnreadSeq, stuck.request.mock.calls.length]).toEqual([null, 2]);
});

test('only what the customer wrote is unread, and only until it is read', async () => {
  const { log } = await opened([message(1), entry(2, { __typename: 'ClaimContent', agent: { id: 'a', displayName: 'Niilo' } }), message(3)], null, 1);
  expect(log.firstUnreadSeq).toBe(3);
  log.take([entry(4, { __typename: 'ReadContent', party: 'AGENT', upTo: 3 })]);
  expect(log.firstUnreadSeq).toBeNull();
});

test('entries change what is known: names, ends, read marks', async () => {
  const { log } = await opened([message(1)]);
  log.take([
    entry(2, { __typename: 'NameContent', name: 'Aino K' }),
    entry(3, { __typename: 'ReadContent', party: 'VISITOR', upTo: 1 }),
    entry(4, { __typename: 'EndContent', by: 'VISITOR' }),
  ]);
  expect(log.details.value).toMatchObject({ customerName: 'Aino K', visitorReadSeq: 1, state: 'ENDED', endedBy: 'VISITOR' });
});

test('what is read is said once, and not after the end', async () => {
  const { log, request } = await opened([message(1)], null, 0);
  log.markRead();
  log.markRead();
  expect(request).toHaveBeenCalledTimes(2);
  // The mark itself is an entry, and no reason for another.
  log.take([entry(2, { __typename: 'ReadContent', party: 'AGENT', upTo: 1 }, { __typename: 'Agent', id: 'm', displayName: 'N' })]);
  log.markRead();
  expect(request).toHaveBeenCalledTimes(2);
  log.take([message(3), entry(4, { __typename: 'EndContent', by: null })]);
  log.markRead();
  expect(request).toHaveBeenCalledTimes(2);
});

test('panels are asked again after annotations and metadata, once for a burst', async () => {
  const { log } = await opened([message(1)]);
  log.take([2, 3, 4].map((seq) => entry(seq, { __typename: 'AnnotationContent', plugin: 'tags', key: `${seq}`, line: null, audience: 'AGENTS', removed: false })));
  await vi.waitFor(() => expect(log.panelsVersion.value).toBe(1));
  log.take([message(5)]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(log.panelsVersion.value).toBe(1);
});

test('typing ends with the message', async () => {
  const { log, typing, follow } = await opened([message(1)]);
  typing.next({ typing: { party: 'VISITOR', typing: true } });
  expect(log.isCustomerTyping.value).toBe(true);
  follow.next({ conversation: message(2) });
  expect(log.isCustomerTyping.value).toBe(false);
});

test('the latest value of a key wins, and null takes the key away', () => {
  const datum = (key: string, value: unknown): Datum => ({ kind: 'LIVE', key, value, origin: 'DECLARED', updatedAt: '' });
  expect(changed([datum('a', 1), datum('b', 2)], [datum('b', 3), datum('a', null), datum('c', 4)]).map(({ key, value }) => [key, value])).toEqual([['b', 3], ['c', 4]]);
});
