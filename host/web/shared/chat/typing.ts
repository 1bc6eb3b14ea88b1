// Typing indicators, sent and received. The server keeps none, and a lost one does no harm.
import { signal } from '@preact/signals';
import type { Request } from '../client/http';
import { SetTypingDocument } from '../generated/organisation';

/** How often typing is said again while it lasts. */
const AGAIN_MS = 3_000;
/** Typing has stopped after this long without a change. */
const IDLE_MS = 4_000;
/** The other side has stopped typing, or is gone, after this long without word. */
const HEARD_MS = 8_000;

/** Tells the other side when this person types and stops. */
export class TypingTeller {
  #saidAt = -Infinity;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly request: Request,
    /** The id of the conversation; null while there is nobody to tell. */
    private readonly conversation: () => string | null,
  ) {}

  /** The text in the box has changed. */
  typed(text: string): void {
    clearTimeout(this.#idle);
    if (text.trim() === '') return this.stop();
    if (performance.now() - this.#saidAt > AGAIN_MS) this.#say(true);
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  /** Typing has stopped. */
  stop(): void {
    clearTimeout(this.#idle);
    if (this.#saidAt > -Infinity) this.#say(false);
  }

  /** The text was sent as a message, which ends typing on the other side by itself. */
  sent(): void {
    clearTimeout(this.#idle);
    this.#saidAt = -Infinity;
  }

  #say(typing: boolean): void {
    const conversationId = this.conversation();
    if (conversationId === null) return;
    this.#saidAt = typing ? performance.now() : -Infinity;
    this.request(SetTypingDocument, { input: { conversationId, typing } }).catch(() => {});
  }
}

/** Whether the other side is typing. */
export class TypingHeard {
  readonly isTyping = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  heard(isTyping: boolean): void {
    clearTimeout(this.#timer);
    this.isTyping.value = isTyping;
    if (isTyping) this.#timer = setTimeout(() => (this.isTyping.value = false), HEARD_MS);
  }
}
