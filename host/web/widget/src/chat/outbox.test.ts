import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Keep, Kept, Unsent } from './keep';
import { createOutbox } from './outbox';
import type { Sent } from './outbox';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NOTHING: Kept = { token: null, conversation: null, draft: '', entering: null, unsent: [], told: {} };

function keeping(kept: Kept = NOTHING): Keep {
  return { read: () => kept, write: (change) => void (kept = { ...kept, ...change }) };
}

function unsent(clientId: string): Unsent {
  return { clientId, conversation: 'conv_1', text: clientId, attachments: [], at: '2026-11-26T10:00:00.000Z' };
}

const SENT: Sent = { isRefused: false };

/** A server that fails as often as it is told to. */
function server(failures: RequestFailure[] = []) {
  const tries: string[] = [];
  const send = vi.fn(async ({ clientId }: Unsent): Promise<Sent> => {
    tries.push(clientId);
    const failure = failures.shift();
    if (failure) throw failure;
    return SENT;
  });
  return { tries, send };
}

const away = () => new RequestFailure('network', 'away');

test('messages go in order, one after the other', async () => {
  const { tries, send } = server();
  const outbox = createOutbox(keeping(), send);
  for (const id of ['a', 'b', 'c']) outbox.add(unsent(id));
  await vi.runAllTimersAsync();
  expect(tries).toEqual(['a', 'b', 'c']);
  expect(outbox.items.value).toEqual([]);
});

test('a message that nobody confirmed is tried again with the same id, and those behind it wait', async () => {
  const { tries, send } = server([away(), away()]);
  const outbox = createOutbox(keeping(), send);
  outbox.add(unsent('a'));
  outbox.add(unsent('b'));
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.items.value.map(({ progress }) => progress)).toEqual(['waiting', 'sending']);
  await vi.runAllTimersAsync();
  expect(tries).toEqual(['a', 'a', 'a', 'b']);
});

test('what isn’t confirmed outlives a reload', async () => {
  const keep = keeping();
  const first = createOutbox(keep, server([away(), away(), away()]).send);
  first.add(unsent('a'));
  await vi.advanceTimersByTimeAsync(0);
  const { tries, send } = server();
  createOutbox(keep, send);
  await vi.advanceTimersByTimeAsync(10);
  expect(tries).toEqual(['a']);
  expect(keep.read().unsent).toEqual([]);
});

test('the log may confirm a message whose answer was lost', async () => {
  const { tries, send } = server([away()]);
  const outbox = createOutbox(keeping(), send);
  outbox.add(unsent('a'));
  await vi.advanceTimersByTimeAsync(0);
  outbox.confirm(new Set(['a']));
  await vi.runAllTimersAsync();
  expect(tries).toEqual(['a']);
  expect(outbox.items.value).toEqual([]);
});

test('a network that is back ends the pause', async () => {
  const { tries, send } = server([away(), away(), away(), away(), away()]);
  const outbox = createOutbox(keeping(), send);
  outbox.add(unsent('a'));
  await vi.advanceTimersByTimeAsync(7_500);
  const before = tries.length;
  outbox.hurry();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries.length).toBe(before + 1);
});

test('a busy server is asked again when it said', async () => {
  const { tries, send } = server([new RequestFailure('busy', 'slow down', 30_000)]);
  const outbox = createOutbox(keeping(), send);
  outbox.add(unsent('a'));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(tries).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(tries).toEqual(['a', 'a']);
});

test('a refused message says why, isn’t tried again, holds up nobody, isn’t kept, and can be taken back', async () => {
  const keep = keeping();
  const tries: string[] = [];
  const outbox = createOutbox(keep, async ({ clientId }) => {
    tries.push(clientId);
    return clientId === 'a' ? { isRefused: true, reason: 'Kauniisti.' } : SENT;
  });
  outbox.add(unsent('a'));
  outbox.add(unsent('b'));
  await vi.runAllTimersAsync();
  expect(outbox.items.value).toMatchObject([{ clientId: 'a', progress: 'refused', reason: 'Kauniisti.' }]);
  outbox.hurry();
  await vi.runAllTimersAsync();
  expect(tries).toEqual(['a', 'b']);
  expect(keep.read().unsent).toEqual([]);
  expect(outbox.takeBack('a')?.text).toBe('a');
  expect(outbox.items.value).toEqual([]);
});

test('a message that the server itself refuses has no words of anybody', async () => {
  const { send } = server([new RequestFailure('refused', 'inner words')]);
  const outbox = createOutbox(keeping(), send);
  outbox.add(unsent('a'));
  await vi.runAllTimersAsync();
  expect(outbox.items.value).toMatchObject([{ progress: 'refused', reason: null }]);
});

test('there is an end to what may wait', () => {
  const outbox = createOutbox(keeping(), () => new Promise(() => {}));
  const added = Array.from({ length: 60 }, (_, index) => outbox.add(unsent(String(index))));
  expect(added.filter(Boolean)).toHaveLength(50);
});

test('a message is among the unsent and the draft no longer by one write', () => {
  let kept: Kept = { ...NOTHING, draft: 'Hei' };
  const writes: Partial<Kept>[] = [];
  const keep: Keep = {
    read: () => kept,
    write: (change) => {
      writes.push(change);
      kept = { ...kept, ...change };
    },
  };
  const outbox = createOutbox(keep, () => new Promise(() => {}));
  outbox.add(unsent('a'));
  expect(writes).toEqual([{ draft: '', unsent: [unsent('a')] }]);
});

test('a full outbox leaves the draft where it is', () => {
  const keep = keeping({ ...NOTHING, draft: 'Hei' });
  const outbox = createOutbox(keep, () => new Promise(() => {}));
  for (let index = 0; !outbox.isFull(); index += 1) outbox.add(unsent(String(index)));
  keep.write({ draft: 'Hei' });
  expect(outbox.add(unsent('more'))).toBe(false);
  expect(keep.read().draft).toBe('Hei');
});
