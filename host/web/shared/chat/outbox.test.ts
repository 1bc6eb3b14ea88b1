import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '../client/failure';
import type { Pending, Refusal, Shelf, Unsent } from './outbox';
import { Outbox, PENDING_MAX, pendingOf } from './outbox';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A shelf that outlives its outbox, and what was written on it. */
function shelf() {
  const writes: { pending: readonly Pending[]; written: Unsent | null }[] = [];
  const kept: Shelf = { read: () => writes.at(-1)?.pending ?? [], write: (pending, written) => void writes.push({ pending, written }) };
  return { writes, kept };
}

const away = () => new RequestFailure('network', 'away');
const never = () => new Promise<null>(() => {});

/** A server that answers as told, one answer a try and then always well. */
function server(...answers: (RequestFailure | Refusal | null)[]) {
  const tries: Unsent[] = [];
  const send = async (message: Unsent) => {
    tries.push(message);
    const answer = answers.shift() ?? null;
    if (answer instanceof RequestFailure) throw answer;
    return answer;
  };
  return { tries, send, texts: () => tries.map(({ text }) => text) };
}

test('messages go in order, one after the other', async () => {
  const { texts, send } = server();
  const outbox = new Outbox(shelf().kept, send);
  for (const text of ['a', 'b', 'c']) expect(outbox.add('conv_1', text, [])).toBe(true);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['a', 'b', 'c']);
  expect(outbox.pending.value).toEqual([]);
});

test('a message that nobody confirmed is tried again with the same id, and those behind it wait', async () => {
  const { tries, texts, send } = server(away(), away());
  const outbox = new Outbox(shelf().kept, send);
  outbox.add('conv_1', 'a', []);
  outbox.add('conv_1', 'b', []);
  await vi.advanceTimersByTimeAsync(0);
  expect([outbox.isStuck.value, outbox.pending.value.length]).toEqual([true, 2]);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['a', 'a', 'a', 'b']);
  expect(new Set(tries.slice(0, 3).map(({ clientId }) => clientId)).size).toBe(1);
  expect(outbox.isStuck.value).toBe(false);
});

test('what isn’t confirmed is there again after a reload, with its id, and is sent when somebody wakes it', async () => {
  const { kept } = shelf();
  const before = new Outbox(kept, server(away()).send);
  before.add('conv_1', 'Hei', [{ id: 'att_1', name: 'a.txt', sizeBytes: 1 }]);
  await vi.advanceTimersByTimeAsync(0);
  before.close();
  const [left] = before.pending.value;
  const { tries, send } = server();
  const later = new Outbox(kept, send);
  expect(later.pending.value).toEqual([left]);
  later.wake();
  await vi.runAllTimersAsync();
  expect(tries).toEqual([left]);
  expect(kept.read()).toEqual([]);
});

test('one that was closed tries no more', async () => {
  const { tries, send } = server(away(), away());
  const outbox = new Outbox(shelf().kept, send);
  outbox.add('conv_1', 'a', []);
  await vi.advanceTimersByTimeAsync(0);
  outbox.close();
  await vi.runAllTimersAsync();
  expect(tries).toHaveLength(1);
});

test('the log may confirm a message whose answer was lost', async () => {
  const { tries, send } = server(away());
  const outbox = new Outbox(shelf().kept, send);
  outbox.add('conv_1', 'a', []);
  await vi.advanceTimersByTimeAsync(0);
  outbox.confirm(new Set([outbox.pending.value[0]!.clientId]));
  await vi.runAllTimersAsync();
  expect(tries).toHaveLength(1);
  expect(outbox.pending.value).toEqual([]);
});

test('a network that is back ends the pause', async () => {
  const { tries, send } = server(away(), away(), away(), away(), away());
  const outbox = new Outbox(shelf().kept, send);
  outbox.add('conv_1', 'a', []);
  await vi.advanceTimersByTimeAsync(3_000);
  const before = tries.length;
  outbox.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries).toHaveLength(before + 1);
});

test('a busy server is asked again when it said', async () => {
  const { tries, send } = server(new RequestFailure('busy', 'slow down', 30_000));
  new Outbox(shelf().kept, send).add('conv_1', 'a', []);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(tries).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(tries).toHaveLength(2);
});

test('a refused message says why, isn’t tried again by itself, holds up nobody, and can be tried or taken back', async () => {
  const { kept } = shelf();
  const refusal = { problem: 'PluginRefused', reason: 'Kauniisti.' };
  const { texts, send } = server(refusal, null, refusal);
  const outbox = new Outbox(kept, send);
  outbox.add('conv_1', 'a', []);
  outbox.add('conv_1', 'b', []);
  await vi.runAllTimersAsync();
  outbox.wake();
  await vi.runAllTimersAsync();
  expect(outbox.pending.value).toMatchObject([{ text: 'a', refusal }]);
  expect(texts()).toEqual(['a', 'b']);
  const { clientId } = outbox.pending.value[0]!;
  outbox.retry(clientId);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['a', 'b', 'a']);
  // Also after a reload.
  const later = new Outbox(kept, never);
  expect(later.takeBack(clientId)?.text).toBe('a');
  expect([later.pending.value, kept.read()]).toEqual([[], []]);
});

test('one that is on its way isn’t taken back', () => {
  const outbox = new Outbox(shelf().kept, never);
  outbox.add('conv_1', 'a', []);
  expect(outbox.takeBack(outbox.pending.value[0]!.clientId)).toBeNull();
  expect(outbox.pending.value).toHaveLength(1);
});

test('what the server itself refuses has no words of anybody, and an ended session refuses nothing', async () => {
  const refused = new Outbox(shelf().kept, server(new RequestFailure('refused', 'inner words')).send);
  refused.add('conv_1', 'a', []);
  await vi.advanceTimersByTimeAsync(0);
  expect(refused.pending.value).toMatchObject([{ refusal: { problem: 'InvalidInput', reason: null } }]);
  const { tries, send } = server(new RequestFailure('unauthenticated', 'over'), new RequestFailure('another-account', 'somebody else'));
  const ended = new Outbox(shelf().kept, send);
  ended.add('conv_1', 'a', []);
  await vi.runAllTimersAsync();
  expect(tries).toHaveLength(3);
});

test('a message is kept and its draft gone by one write', () => {
  const { kept, writes } = shelf();
  new Outbox(kept, never).add('conv_1', 'a', []);
  expect(writes).toEqual([{ pending: [expect.objectContaining({ text: 'a' })], written: expect.objectContaining({ text: 'a', conversationId: 'conv_1' }) }]);
});

test('there is an end to what may wait, and a full outbox takes nothing', () => {
  const { kept, writes } = shelf();
  const outbox = new Outbox(kept, never);
  while (!outbox.isFull) outbox.add('conv_1', 'a', []);
  const before = writes.length;
  expect(outbox.add('conv_1', 'more', [])).toBe(false);
  expect([outbox.pending.value.length, writes.length]).toEqual([PENDING_MAX, before]);
});

test('what is kept and not of our making counts as nothing', () => {
  const message = { clientId: 'a', conversationId: 'conv_1', text: 'a', files: [], at: '2026-11-26T10:00:00.000Z', refusal: null };
  expect(pendingOf([message, null, 5, {}, { ...message, files: undefined }, { ...message, clientId: 1 }])).toEqual([message]);
  for (const value of [null, {}, 'a']) expect(pendingOf(value)).toEqual([]);
});
