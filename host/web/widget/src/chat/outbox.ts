// Messages on their way: in order, each tried until the server has it or refuses it, always by the same id.
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import type { Keep, Kept, Unsent } from './keep';
import type { Progress } from './rows';

/** What a try came to; why, where a plugin said it. It throws a `RequestFailure` when nobody knows. */
export type Sent = { isRefused: false } | { isRefused: true; reason: string | null };

/** A message in the box. */
export type Item = Unsent & {
  progress: Progress;
  /** What a plugin said when it refused, in the customer's language. */
  reason: string | null;
};

/** Pauses between tries: short at first, then patient. */
const PAUSE_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
/** More than anybody writes without an answer. */
const UNSENT_MAX = 50;

export interface Outbox {
  items: ReadonlySignal<readonly Item[]>;
  /** Too many messages wait: none can be added. */
  isFull: () => boolean;
  /** Adds a message, which is the draft no longer; false when the outbox is full. */
  add: (message: Unsent) => boolean;
  /** The server has these. */
  confirm: (clientIds: ReadonlySet<string>) => void;
  /** Tries again now: the network is back, or somebody asks for it. */
  hurry: () => void;
  /** Takes back a message that was refused, to write it anew or for good; gives it. */
  takeBack: (clientId: string) => Unsent | undefined;
  /** Nothing is sent any more. */
  drop: () => void;
}

/** An outbox with what is left from before. */
export function createOutbox(keep: Keep, send: (message: Unsent) => Promise<Sent>): Outbox {
  const items = signal<readonly Item[]>(keep.read().unsent.map((message) => ({ ...message, progress: 'waiting', reason: null })));
  let isBusy = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(next: readonly Item[], change: Partial<Kept> = {}) {
    items.value = next;
    keep.write({ ...change, unsent: next.filter(({ progress }) => progress !== 'refused').map(({ progress: _, reason: _reason, ...message }) => message) });
  }

  function mark(clientId: string, progress: Progress, reason: string | null = null) {
    set(items.peek().map((item) => (item.clientId === clientId ? { ...item, progress, reason } : item)));
  }

  function remove(clientIds: ReadonlySet<string>) {
    if (items.peek().some(({ clientId }) => clientIds.has(clientId))) set(items.peek().filter(({ clientId }) => !clientIds.has(clientId)));
  }

  const isFull = () => items.peek().length >= UNSENT_MAX;

  async function work() {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(timer);
    for (;;) {
      const next = items.peek().find(({ progress }) => progress === 'sending' || progress === 'waiting');
      if (!next) break;
      try {
        const result = await send(next);
        tries = 0;
        if (result.isRefused) mark(next.clientId, 'refused', result.reason);
        else remove(new Set([next.clientId]));
      } catch (error) {
        if (error instanceof RequestFailure && !error.isPassing) {
          mark(next.clientId, 'refused');
          continue;
        }
        mark(next.clientId, 'waiting');
        const pause = PAUSE_MS[Math.min(tries, PAUSE_MS.length - 1)] ?? 0;
        const asked = error instanceof RequestFailure ? (error.retryAfterMs ?? 0) : 0;
        tries += 1;
        timer = setTimeout(() => void work(), Math.max(pause, asked));
        break;
      }
    }
    isBusy = false;
  }

  if (items.peek().length > 0) timer = setTimeout(() => void work(), 0);

  return {
    items,
    isFull,
    add: (message) => {
      if (isFull()) return false;
      // In one write: a reload finds the text in the box or on its way, never in both.
      set([...items.peek(), { ...message, progress: 'sending', reason: null }], { draft: '' });
      void work();
      return true;
    },
    confirm: remove,
    hurry: () => {
      tries = 0;
      void work();
    },
    takeBack: (clientId) => {
      const found = items.peek().find((item) => item.clientId === clientId && item.progress === 'refused');
      if (found) remove(new Set([clientId]));
      return found;
    },
    drop: () => {
      clearTimeout(timer);
      set([]);
    },
  };
}
