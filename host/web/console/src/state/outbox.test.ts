import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Request } from '@shared/client/http';
import { Drafts } from './drafts';
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
  const outbox = new Outbox('k', new Drafts('k'), request, taken);
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
  const outbox = new Outbox('k', new Drafts('k'), request, () => {});
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
  const before = new Outbox('k', new Drafts('k'), away.request, () => {});
  before.send('conv', 'Hei', []);
  await vi.advanceTimersByTimeAsync(0);
  before.close();
  const back = server((input) => sent(input));
  const later = new Outbox('k', new Drafts('k'), back.request, () => {});
  expect(later.pending.value.map(({ text }) => text)).toEqual(['Hei']);
  later.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(back.came[0]?.clientId).toBe(away.came[0]?.clientId);
  expect(new Outbox('k', new Drafts('k'), back.request, () => {}).pending.value).toEqual([]);
});

test('a refused message stays with its reason and holds nobody up', async () => {
  const { request } = server((input) => (input.text === 'bad' ? { sendMessage: { __typename: 'PluginRefused', message: 'Ei näin.' } } : sent(input)));
  const outbox = new Outbox('k', new Drafts('k'), request, () => {});
  outbox.send('conv', 'bad', []);
  outbox.send('conv', 'good', []);
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.pending.value).toMatchObject([{ text: 'bad', refused: 'PluginRefused', reason: 'Ei näin.' }]);
  outbox.discard(outbox.pending.value[0]!.clientId);
  expect(outbox.pending.value).toEqual([]);
});

test('a message is in the outbox and not the draft any more before anything else can happen', () => {
  const { request } = server(() => new RequestFailure('network', 'away'));
  const drafts = new Drafts('k');
  const outbox = new Outbox('k', drafts, request, () => {});
  drafts.write('conv', 'Hei');
  drafts.write('other', 'Puolivalmis');
  outbox.send('conv', 'Hei', []);
  // As a page that is loaded now would find it.
  expect(new Drafts('k').read('conv')).toBe('');
  expect(new Drafts('k').read('other')).toBe('Puolivalmis');
  expect(new Outbox('k', drafts, request, () => {}).pending.value.map(({ text }) => text)).toEqual(['Hei']);
});

test('a full outbox takes nothing, and leaves the draft where it is', () => {
  const drafts = new Drafts('k');
  const outbox = new Outbox('k', drafts, (() => new Promise(() => {})) as unknown as Request, () => {});
  while (!outbox.isFull) outbox.send('conv', 'one', []);
  drafts.write('conv', 'Hei');
  expect(outbox.send('conv', 'Hei', [])).toBe(false);
  expect(outbox.pending.value).toHaveLength(100);
  expect(drafts.read('conv')).toBe('Hei');
});
