import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Operation } from './document';
import type { SocketSettings } from './socket';

/** A socket that does what the test says, and notes what it was sent. */
class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  readyState = FakeSocket.CONNECTING;
  sent: { type: string; id?: string; payload?: { variables?: unknown; account?: string } }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  #onclose: ((event: CloseEvent) => void) | null = null;

  constructor() {
    super();
    FakeSocket.all.push(this);
  }

  // As browsers do it: the handler is a listener like others, at the place where it was set first.
  get onclose() {
    return this.#onclose;
  }
  set onclose(handler) {
    if (!this.#onclose && handler) this.addEventListener('close', (event) => this.#onclose?.(event as CloseEvent));
    this.#onclose = handler;
  }

  send(text: string) {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }
  close(code = 1005) {
    this.ends(code);
  }
  async opens() {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
    await vi.advanceTimersByTimeAsync(0);
  }
  async says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
    await vi.advanceTimersByTimeAsync(0);
  }
  ends(code: number) {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
  /** Opens and is acknowledged. */
  async welcomes() {
    await this.opens();
    await this.says({ type: 'connection_ack' });
  }
  get subscription() {
    return this.sent.find(({ type }) => type === 'subscribe');
  }
}

const LOG = { toString: () => 'subscription Log { log }' } as Operation<{ seq: number }, { after: number }>;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  // Read when the module is loaded: the socket is made of what is there then.
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A log that is followed, and what came of it. */
async function following(settings: Partial<SocketSettings> = {}) {
  const { createSocket } = await import('./socket');
  const socket = createSocket({ path: '/graphql', ...settings });
  const heard: number[] = [];
  const failed: string[] = [];
  const ended = vi.fn();
  const stop = socket.subscribe(LOG, () => ({ after: heard.at(-1) ?? 0 }), {
    next: ({ seq }) => heard.push(seq),
    failed: ({ kind }) => failed.push(kind),
    ended,
  });
  await vi.advanceTimersByTimeAsync(0);
  const tells = (seq: number) => FakeSocket.last.says({ id: FakeSocket.last.subscription?.id, type: 'next', payload: { data: { seq } } });
  const refuses = (code: string, more: object = {}) =>
    FakeSocket.last.says({ id: FakeSocket.last.subscription?.id, type: 'error', payload: [{ message: code, extensions: { code, ...more } }] });
  return { socket, heard, failed, ended, stop, tells, refuses };
}

const CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 4000, 4004, 4005, 4400, 4401, 4406, 4408, 4409, 4429, 4499, 4500, 4999];

test.each(CODES)('a socket that is closed with %i, before or after it is acknowledged, is opened again, and the log goes on after its number', async (code) => {
  const { socket, heard, failed, ended, tells } = await following();
  await FakeSocket.last.opens();
  FakeSocket.last.ends(code);
  expect(socket.state.value).toBe('waiting');
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.all).toHaveLength(2);
  await FakeSocket.last.welcomes();
  expect(socket.state.value).toBe('open');
  await tells(7);
  FakeSocket.last.ends(code);
  await vi.advanceTimersByTimeAsync(1_000);
  await FakeSocket.last.welcomes();
  expect(FakeSocket.last.subscription?.payload?.variables).toEqual({ after: 7 });
  await tells(8);
  expect([heard, failed, ended.mock.calls.length]).toEqual([[7, 8], [], 0]);
});

test('a right that is lost is told, to those who look after the session too, and isn’t tried again', async () => {
  const onSessionChanged = vi.fn();
  const { failed } = await following({ account: () => 'acc_1', onSessionChanged });
  await FakeSocket.last.welcomes();
  expect(FakeSocket.last.sent[0]).toEqual({ type: 'connection_init', payload: { account: 'acc_1' } });
  FakeSocket.last.ends(4403);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failed).toEqual(['unauthenticated']);
  expect(onSessionChanged).toHaveBeenCalledOnce();
  expect(FakeSocket.all).toHaveLength(1);
});

test('a socket that is closed at once each time is asked for less and less often', async () => {
  await following();
  await FakeSocket.last.welcomes();
  FakeSocket.last.ends(1008);
  for (let n = 0; n < 600; n += 1) {
    await vi.advanceTimersByTimeAsync(100);
    if (FakeSocket.last.readyState === FakeSocket.CONNECTING) {
      await FakeSocket.last.welcomes();
      FakeSocket.last.ends(1008);
    }
  }
  // In a minute, where pauses that don't grow would make it 60 and more.
  expect(FakeSocket.all.length).toBeGreaterThan(5);
  expect(FakeSocket.all.length).toBeLessThan(16);
});

test('a connection that doesn’t come about, or doesn’t answer any more, is given up for another', async () => {
  const { socket, failed } = await following();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(FakeSocket.all).toHaveLength(2);
  await FakeSocket.last.welcomes();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: 'ping' });
  await FakeSocket.last.says({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(15_000);
  expect(FakeSocket.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(FakeSocket.all).toHaveLength(3);
  expect([socket.state.value, failed]).toEqual(['waiting', []]);
});

test('a subscription that the server can’t serve now begins again on the same socket, when it may', async () => {
  const { heard, failed, tells, refuses } = await following();
  await FakeSocket.last.welcomes();
  await tells(3);
  await refuses('RATE_LIMITED', { retryAfterMs: 5_000 });
  await vi.advanceTimersByTimeAsync(4_000);
  const subscribed = () => FakeSocket.all.flatMap(({ sent }) => sent).filter(({ type }) => type === 'subscribe');
  expect(subscribed()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  // Nobody needed the socket in between, so that it is another one.
  await FakeSocket.last.welcomes();
  expect(subscribed().map(({ payload }) => payload?.variables)).toEqual([{ after: 0 }, { after: 3 }]);
  await tells(4);
  expect([heard, failed]).toEqual([[3, 4], []]);
});

test('a subscription that the server refuses is over, and is said to be', async () => {
  const { failed, refuses } = await following();
  await FakeSocket.last.welcomes();
  await refuses('FORBIDDEN');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failed).toEqual(['forbidden']);
});

test('nothing comes after one has stopped', async () => {
  const { heard, failed, ended, stop, tells } = await following();
  await FakeSocket.last.welcomes();
  const first = FakeSocket.last;
  await tells(1);
  stop();
  await first.says({ id: first.subscription?.id, type: 'next', payload: { data: { seq: 2 } } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect([heard, failed, ended.mock.calls.length]).toEqual([[1], [], 0]);
});

test('a network that is back ends the pause', async () => {
  const { socket } = await following();
  for (let n = 0; n < 6; n += 1) {
    FakeSocket.last.ends(1006);
    await vi.advanceTimersByTimeAsync(15_000);
  }
  FakeSocket.last.ends(1006);
  const before = FakeSocket.all.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeSocket.all).toHaveLength(before);
  socket.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeSocket.all).toHaveLength(before + 1);
});
