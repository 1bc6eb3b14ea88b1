import { RequestFailure } from '../client/failure';
import type { Request } from '../client/http';
import { MarkReadDocument } from '../generated/organisation';

/** How long after a failure the mark is sent again. */
const RETRY_MS = 5_000;

/** Tells the server up to which entry of a conversation this person has read. */
export class ReadTeller {
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly request: Request) {}

  /** A conversation was loaded: what its server knows. */
  begin(upTo: number): void {
    clearTimeout(this.#timer);
    this.#told = upTo;
  }

  /** Tells it once. A mark that doesn't get through is sent again, unless a later one covers it or the server refuses it. */
  tell(conversationId: string, upTo: number): void {
    if (upTo <= this.#told) return;
    this.#told = upTo;
    this.#send(conversationId, upTo);
  }

  #send(conversationId: string, upTo: number): void {
    clearTimeout(this.#timer);
    this.request(MarkReadDocument, { input: { conversationId, upTo } }).catch((error: unknown) => {
      const isPassing = error instanceof RequestFailure && error.isPassing;
      if (isPassing && this.#told === upTo) this.#timer = setTimeout(() => this.#send(conversationId, upTo), RETRY_MS);
    });
  }
}
