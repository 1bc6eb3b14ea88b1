// That somebody types: told to the other side, and heard from it. Nothing of it is kept; one that is lost isn't missed.
import { signal } from '@preact/signals';
import type { Request } from '../client/http';
import { SetTypingDocument } from '../generated/organisation';

/** While somebody types it is said again this often. */
const AGAIN_MS = 3_000;
/** Without a key for so long, they have stopped. */
const IDLE_MS = 4_000;
/** The other side has stopped, or is gone, when it says nothing for so long. */
const HEARD_MS = 8_000;

/** Tells the other side that one types, and that one has stopped. */
export class TypingTeller {
  #saidAt = -Infinity;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly request: Request,
    /** The conversation that one writes in; null while nobody is there to be told. */
    private readonly conversation: () => string | null,
  ) {}

  /** The text that one writes has changed. */
  typed(text: string): void {
    clearTimeout(this.#idle);
    if (text.trim() === '') return this.stop();
    if (performance.now() - this.#saidAt > AGAIN_MS) this.#say(true);
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  /** One doesn't type any more. */
  stop(): void {
    clearTimeout(this.#idle);
    if (this.#saidAt > -Infinity) this.#say(false);
  }

  /** What one typed was sent: its message tells that, and nothing else has to. */
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

/** Whether the other side types, as far as it was heard. */
export class TypingHeard {
  readonly isTyping = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  heard(isTyping: boolean): void {
    clearTimeout(this.#timer);
    this.isTyping.value = isTyping;
    if (isTyping) this.#timer = setTimeout(() => (this.isTyping.value = false), HEARD_MS);
  }
}
