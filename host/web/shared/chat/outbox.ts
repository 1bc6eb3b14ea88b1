// Messages on their way: in order, each tried until the server has it or refuses it, always with the same id, which the server
// takes once.
import { signal } from '@preact/signals';
import { RequestFailure } from '../client/failure';
import { newId } from '../client/id';
import { Pauses } from '../client/pauses';
import type { Taken } from './uploads';

/** A message that was written and that the server may not have. */
export interface Unsent {
  clientId: string;
  conversationId: string;
  text: string;
  files: Taken[];
  /** When it was written, by this browser's clock. */
  at: string;
}

/** Why the server doesn't take a message. */
export interface Refusal {
  /** The name of the outcome's type. */
  problem: string;
  /** What a plugin said, in the writer's language; null when none did. */
  reason: string | null;
}

/** A message in the outbox: on its way while nobody refused it. */
export type Pending = Unsent & { refusal: Refusal | null };

/** Where an outbox is kept, over a reload too. */
export interface Shelf {
  read: () => readonly Pending[];
  /** Keeps what is pending. A message that was just written is no draft any more: both change in one step. */
  write: (pending: readonly Pending[], written: Unsent | null) => void;
}

/** What a shelf of the browser holds, as messages; what isn't of our making counts as nothing. */
export function pendingOf(value: unknown): Pending[] {
  return Array.isArray(value) ? value.filter(isPending) : [];
}

function isPending(value: unknown): value is Pending {
  const it = value as Partial<Pending> | null;
  return (
    typeof it === 'object' && it !== null && typeof it.clientId === 'string' && typeof it.conversationId === 'string' &&
    typeof it.text === 'string' && typeof it.at === 'string' && Array.isArray(it.files) && typeof it.refusal === 'object'
  );
}

/** More than anybody writes without an answer. */
export const PENDING_MAX = 100;

export class Outbox {
  readonly pending = signal<readonly Pending[]>([]);
  /** The first message didn't go through: it is tried again. */
  readonly isStuck = signal(false);
  readonly #pauses = new Pauses();
  #isSending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(
    private readonly shelf: Shelf,
    /** Sends a message: null when the server has it. Throws a `RequestFailure` when nobody knows. */
    private readonly send: (message: Unsent) => Promise<Refusal | null>,
  ) {
    this.pending.value = shelf.read();
  }

  /** Too many messages wait: none can be added. */
  get isFull(): boolean {
    return this.pending.peek().length >= PENDING_MAX;
  }

  /** Adds a message, which is the conversation's draft no longer. False when the outbox is full; then nothing has changed. */
  add(conversationId: string, text: string, files: Taken[]): boolean {
    if (this.isFull) return false;
    const written: Unsent = { clientId: newId(), conversationId, text, files, at: new Date().toISOString() };
    this.#set([...this.pending.peek(), { ...written, refusal: null }], written);
    this.wake();
    return true;
  }

  /** Tries now, without the rest of a pause. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#pauses.reset();
    void this.#run();
  }

  /** Sends one again that was refused. */
  retry(clientId: string): void {
    this.#change(clientId, null);
    this.wake();
  }

  /** Takes back one that was refused, to write it once more or to give it up. */
  takeBack(clientId: string): Unsent | null {
    const found = this.pending.peek().find((each) => each.clientId === clientId && each.refusal !== null) ?? null;
    if (found) this.confirm(new Set([clientId]));
    return found;
  }

  /** The server has these. */
  confirm(clientIds: ReadonlySet<string>): void {
    const rest = this.pending.peek().filter(({ clientId }) => !clientIds.has(clientId));
    if (rest.length < this.pending.peek().length) this.#set(rest);
  }

  /** Gives all up. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#set([]);
  }

  /** Sends nothing any more; what is pending stays on its shelf. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** One after the other, so that they stand in the order they were written. */
  async #run(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let next = this.#next(); next && !this.#isClosed; next = this.#next()) {
      const { clientId } = next;
      try {
        const refusal = await this.send(next);
        if (refusal) this.#change(clientId, refusal);
        else this.confirm(new Set([clientId]));
        this.#pauses.reset();
        this.isStuck.value = false;
      } catch (error) {
        const failure = error instanceof RequestFailure ? error : null;
        // Somebody who signs in again finds it still there.
        if (failure && !failure.isPassing && !failure.isOfSession) {
          this.#change(clientId, { problem: 'InvalidInput', reason: null });
          continue;
        }
        this.isStuck.value = true;
        if (!this.#isClosed) this.#timer = setTimeout(() => void this.#run(), Math.max(this.#pauses.next(), failure?.retryAfterMs ?? 0));
        break;
      }
    }
    this.#isSending = false;
  }

  #next(): Pending | undefined {
    return this.pending.peek().find(({ refusal }) => refusal === null);
  }

  #change(clientId: string, refusal: Refusal | null): void {
    this.#set(this.pending.peek().map((each) => (each.clientId === clientId ? { ...each, refusal } : each)));
  }

  #set(to: readonly Pending[], written: Unsent | null = null): void {
    this.pending.value = to;
    this.shelf.write(to, written);
  }
}
