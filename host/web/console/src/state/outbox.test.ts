import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Request } from '@shared/client/http';
import { Outbox } from './outbox';

type Sent = { clientId: string; text: string };
const sent = (input: Sent) => ({ sendMessage: { __typename: 'MessageSent', entry: { seq: 1, content: { clientId: input.clientId } } } });

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** A server that answers as told, and remembers what came. */
function server(answer: (input: Sent, tries: number) => unknown) {
  const came: Sent[] = [];
  const request = (async (_operation: unknown, { input }: { input: Sent }) => {
    came.push(input);
    const answered = answer(input, came.length);
    if (answered instanceof Error) throw answered;
    return answered;
  }) as unknown as Request;
  return { came, request };
}

test('a message whose answer was lost is sent again with the same id', async () => {
  const { came, request } = server((input, tries) => (tries < 3 ? new RequestFailure('network', 'away') : sent(input)));
  const taken = vi.fn();
  const outbox = new Outbox('k', request, taken);
  outbox.send('conv', 'Hei', []);
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.isStuck.value).toBe(true);
  expect(outbox.pending.value).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(new Set(came.map(({ clientId }) => clientId)).size).toBe(1);
  expect(came).toHaveLength(3);
  expect(taken).toHaveBeenCalledTimes(1);
  expect(outbox.pending.value).toEqual([]);
  expect(outbox.isStuck.value).toBe(false);
});

test('messages go in the order they were written, and a later one waits for an earlier one', async () => {
  let isAway = true;
  const { came, request } = server((input) => (isAway ? new RequestFailure('network', 'away') : sent(input)));
  const outbox = new Outbox('k', request, () => {});
  outbox.send('conv', 'first', []);
  outbox.send('conv', 'second', []);
  await vi.advanceTimersByTimeAsync(0);
  isAway = false;
  outbox.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(came.map(({ text }) => text).slice(-2)).toEqual(['first', 'second']);
});

test('what isn’t confirmed is there again after a reload, with its id', async () => {
  const away = server(() => new RequestFailure('network', 'away'));
  const before = new Outbox('k', away.request, () => {});
  before.send('conv', 'Hei', []);
  await vi.advanceTimersByTimeAsync(0);
  before.close();
  const back = server((input) => sent(input));
  const later = new Outbox('k', back.request, () => {});
  expect(later.pending.value.map(({ text }) => text)).toEqual(['Hei']);
  later.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(back.came[0]?.clientId).toBe(away.came[0]?.clientId);
  expect(new Outbox('k', back.request, () => {}).pending.value).toEqual([]);
});

test('a refused message stays with its reason and holds nobody up', async () => {
  const { request } = server((input) => (input.text === 'bad' ? { sendMessage: { __typename: 'PluginRefused', message: 'Ei näin.' } } : sent(input)));
  const outbox = new Outbox('k', request, () => {});
  outbox.send('conv', 'bad', []);
  outbox.send('conv', 'good', []);
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.pending.value).toMatchObject([{ text: 'bad', refused: 'PluginRefused', reason: 'Ei näin.' }]);
  outbox.discard(outbox.pending.value[0]!.clientId);
  expect(outbox.pending.value).toEqual([]);
});
