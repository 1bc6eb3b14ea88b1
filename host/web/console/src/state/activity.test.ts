import { expect, test } from 'vitest';
import type { Activity, ActivityEvent, Conversation, Queue } from './activity';
import { after, NOTHING, waitedMs } from './activity';

const queue = (id: string, position: number, waitingCount = 0): Queue => ({
  id, name: id, position, state: 'OPEN', capacity: null, waitingCount,
  firstWaitMs: waitingCount > 0 ? 1000 : null, firstWaitingSince: waitingCount > 0 ? '2026-11-26T12:00:00.000Z' : null,
});
const conversation = (id: string, requestedAt: string): Conversation => ({
  id, state: 'ACTIVE', queueId: 'q', queueName: 'q', customerName: null, agent: null, requestedAt, claimedAt: null, endedAt: null,
  endedBy: null, hidden: false, lastSeq: 1, unreadCount: 0,
});
const viewer = { id: 'm', displayName: 'Niilo', role: 'HANDLER' } as const;
const play = (...events: ActivityEvent[]): Activity => events.reduce(after, NOTHING);
const snapshot = { __typename: 'ActivitySnapshot', queues: [queue('a', 1), queue('c', 3)], conversations: [], viewer } as const;

test('a snapshot takes the place of everything before it', () => {
  const later = play(snapshot as unknown as ActivityEvent, { __typename: 'ActivitySnapshot', queues: [queue('z', 1)], conversations: [], viewer });
  expect(later.queues.map(({ id }) => id)).toEqual(['z']);
  expect(later.isKnown).toBe(true);
});

test('a queue that is new or moved stands by its position', () => {
  const changed = (of: Queue): ActivityEvent => ({ __typename: 'QueueChanged', queue: of, cause: 'EDITED', actor: null });
  const now = play(snapshot as unknown as ActivityEvent, changed(queue('b', 2)), changed(queue('a', 4)));
  expect(now.queues.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  expect(after(now, { __typename: 'QueueGone', queueId: 'c' }).queues.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('a conversation is put in by when it was asked for, and replaced in its place', () => {
  const put = (of: Conversation): ActivityEvent => ({ __typename: 'ConversationChanged', conversation: of, entry: null });
  const first = conversation('1', '2026-11-26T10:00:00.000Z');
  const second = conversation('2', '2026-11-26T11:00:00.000Z');
  const now = play(put(second), put(first), put({ ...first, unreadCount: 3 }));
  expect(now.conversations.map(({ id, unreadCount }) => [id, unreadCount])).toEqual([['2', 0], ['1', 3]]);
  expect(after(now, { __typename: 'ConversationGone', conversationId: '2' }).conversations).toHaveLength(1);
});

test('the wait is counted from the server, and is nothing when nobody waits', () => {
  expect(waitedMs(queue('a', 1, 1), Date.parse('2026-11-26T12:01:05.000Z'))).toBe(65_000);
  expect(waitedMs(queue('a', 1), 0)).toBeNull();
});
