import type { Request } from '@shared/client/http';
import { SetTypingDocument } from '../generated/organisation';

/** While somebody types it is said again this often. */
const AGAIN_MS = 3_000;
/** Without a key for so long, they have stopped. */
const IDLE_MS = 4_000;

/** Tells the customer that the agent types, and that they stopped. */
export class TypingTeller {
  #saidAt = -Infinity;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly request: Request,
    private readonly conversationId: string,
  ) {}

  /** The text changed by the person's hand. */
  typed(text: string): void {
    clearTimeout(this.#idle);
    // A command for the box isn't for the customer yet.
    if (text.trim() === '' || text.startsWith('/')) {
      this.stop();
      return;
    }
    if (performance.now() - this.#saidAt > AGAIN_MS) {
      this.#saidAt = performance.now();
      this.#say(true);
    }
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  /** They don't type any more. */
  stop(): void {
    clearTimeout(this.#idle);
    if (this.#saidAt === -Infinity) return;
    this.#saidAt = -Infinity;
    this.#say(false);
  }

  #say(typing: boolean): void {
    // Kept nowhere: one that is lost isn't missed.
    this.request(SetTypingDocument, { input: { conversationId: this.conversationId, typing } }).catch(() => {});
  }
}
