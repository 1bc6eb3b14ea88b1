import { CloseCode } from 'graphql-ws';

/** The code of a socket that its own side closes because nobody needs it any more. */
const DONE = 1000;
/** What graphql-ws is told instead of a code that it would give up after: one of those that applications may choose. */
const TRY_AGAIN = 4900;

/** Whether a socket was closed because what it was opened for isn't the caller's any more, or not in this name. */
export function isLostRight(event: unknown): boolean {
  return event instanceof CloseEvent && event.code === CloseCode.Forbidden;
}

/** Whether a socket was closed by this side, since nobody needs it. */
export function isDone(event: unknown): boolean {
  return event instanceof CloseEvent && event.code === DONE;
}

/**
 * A WebSocket that graphql-ws gives up only when the right is lost, which is 4403.
 *
 * Its client takes most codes from 1002 to 1999, and 4400, 4401, 4406, 4409, 4429 and 4500, for the end of every subscription,
 * without asking `shouldRetry`. Proxies and servers send them for troubles that pass.
 */
export class LastingWebSocket extends WebSocket {
  #isClosedHere = false;

  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    // Before any other listener: the event that the others get is the one that is made here.
    this.addEventListener('close', (event) => {
      if (isLostRight(event) || (this.#isClosedHere && isDone(event))) return;
      event.stopImmediatePropagation();
      this.onclose?.(new CloseEvent('close', { code: TRY_AGAIN, reason: `${event.code} ${event.reason}`, wasClean: event.wasClean }));
    });
  }

  override close(code?: number, reason?: string): void {
    this.#isClosedHere = true;
    super.close(code, reason);
  }
}
