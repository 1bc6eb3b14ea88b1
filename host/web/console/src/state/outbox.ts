// Messages on their way. One that isn't confirmed is kept, also over a reload, and sent again with the same id, which
// the server takes once.
import { signal } from '@preact/signals';
import type { Request } from '@shared/client/http';
import { RequestFailure } from '@shared/client/failure';
import { newId } from '@shared/client/id';
import type { FileFragment, LogEntryFragment } from '../generated/organisation';
import { SendDocument } from '../generated/organisation';
import type { Drafts } from './drafts';
import { keep, kept } from './storage';

/** A message that the server hasn't confirmed. */
export interface Pending {
  clientId: string;
  conversationId: string;
  text: string;
  files: Pick<FileFragment, 'id' | 'name' | 'sizeBytes'>[];
  /** By this browser's clock, for its place among the others. */
  at: number;
  /** Why the server doesn't take it: the name of the problem's type. Null while it is on its way. */
  refused: string | null;
  /** What a plugin said when it refused. */
  reason: string | null;
}

/** More than this wait for nobody. */
const PENDING_MAX = 100;
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 15_000;

export class Outbox {
  readonly pending = signal<readonly Pending[]>([]);
  /** The first message didn't go through: it is tried again. */
  readonly isStuck = signal(false);
  #isSending = false;
  #pause = PAUSE_MS_MIN;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(
    private readonly key: string,
    private readonly drafts: Pick<Drafts, 'write'>,
    private readonly request: Request,
    private readonly onSent: (conversationId: string, entry: LogEntryFragment) => void,
  ) {
    this.pending.value = kept<Pending[]>(key) ?? [];
  }

  /** Too many messages wait: none can be added. */
  get isFull(): boolean {
    return this.pending.peek().length >= PENDING_MAX;
  }

  /**
   * Sends a message, which is the conversation's draft no longer: both change in one step, so that no reload finds the text in
   * two places or in none. False when the outbox is full; then nothing has changed.
   */
  send(conversationId: string, text: string, files: Pending['files']): boolean {
    if (this.isFull) return false;
    const clientId = newId();
    this.#set([...this.pending.peek(), { clientId, conversationId, text, files, at: Date.now(), refused: null, reason: null }]);
    this.drafts.write(conversationId, '');
    this.wake();
    return true;
  }

  /** Tries now, without the rest of a pause. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#pause = PAUSE_MS_MIN;
    void this.#run();
  }

  /** Sends one again that was refused. */
  retry(clientId: string): void {
    this.#change(clientId, { refused: null, reason: null });
    this.wake();
  }

  /** Takes back one that was refused, to write it anew. */
  takeBack(clientId: string): Pending | undefined {
    const found = this.pending.peek().find((each) => each.clientId === clientId && each.refused !== null);
    if (found) this.discard(clientId);
    return found;
  }

  /** Gives one up. */
  discard(clientId: string): void {
    this.#set(this.pending.peek().filter((each) => each.clientId !== clientId));
  }

  /** One after the other, so that they stand in the order they were written. */
  async #run(): Promise<void> {
    if (this.#isSending || this.#isClosed) return;
    this.#isSending = true;
    try {
      for (let next = this.#next(); next && !this.#isClosed; next = this.#next()) {
        await this.#sendOne(next);
      }
      this.isStuck.value = false;
    } catch {
      this.isStuck.value = true;
      if (!this.#isClosed) this.#timer = setTimeout(() => void this.#run(), this.#pause);
      this.#pause = Math.min(PAUSE_MS_MAX, this.#pause * 2);
    } finally {
      this.#isSending = false;
    }
  }

  /** Throws when it is worth trying again. */
  async #sendOne(message: Pending): Promise<void> {
    const { clientId, conversationId, text, files } = message;
    try {
      const input = { clientId, conversationId, text, attachmentIds: files.map(({ id }) => id) };
      const { sendMessage: result } = await this.request(SendDocument, { input });
      if (result.__typename === 'MessageSent') {
        this.onSent(conversationId, result.entry);
        this.discard(clientId);
      } else {
        const reason = result.__typename === 'PluginRefused' ? result.message : null;
        this.#change(clientId, { refused: result.__typename, reason });
      }
    } catch (error) {
      // Somebody who signs in again finds it still there.
      if (error instanceof RequestFailure && !error.isPassing && error.kind !== 'unauthenticated') {
        this.#change(clientId, { refused: 'InvalidInput', reason: null });
        return;
      }
      throw error;
    }
  }

  #next(): Pending | undefined {
    return this.pending.peek().find(({ refused }) => refused === null);
  }

  #change(clientId: string, by: Partial<Pending>): void {
    this.#set(this.pending.peek().map((each) => (each.clientId === clientId ? { ...each, ...by } : each)));
  }

  #set(to: readonly Pending[]): void {
    this.pending.value = to;
    keep(this.key, to.length === 0 ? null : to);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
