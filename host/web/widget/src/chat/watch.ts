// Subscriptions of a shown conversation: the log, the place in line, typing.
import { RequestFailure } from '@shared/client/failure';
import type { Socket } from '@shared/client/socket';
import { TypingDocument } from '@shared/generated/organisation';
import { LogDocument, PlaceDocument } from '../generated/organisation';
import type { Line } from './log';

/** The callbacks. */
export interface Ears {
  /** The number of the last entry that was seen. */
  lastSeq: () => number;
  line: (line: Line) => void;
  place: (place: number | null) => void;
  typing: (isTyping: boolean) => void;
  /** The conversation can't be followed any more, and isn't retried automatically. */
  failed: (failure: RequestFailure) => void;
}

/** Follows a conversation. */
export interface Watch {
  /** Whether the customer waits now; only then there is a place to follow. */
  waits: (isWaiting: boolean) => void;
  stop: () => void;
}

export function watch(socket: Socket, id: string, ears: Ears): Watch {
  let stopPlace: (() => void) | null = null;

  const stopLog = socket.subscribe(LogDocument, () => ({ id, after: ears.lastSeq() }), {
    next: ({ conversation }) => ears.line(conversation),
    failed: ears.failed,
    ended: () => ears.failed(new RequestFailure('refused', 'The log has ended.')),
  });
  const stopTyping = socket.subscribe(TypingDocument, () => ({ id }), {
    next: ({ typing }) => ears.typing(typing.typing),
  });
  const endPlace = () => {
    stopPlace?.();
    stopPlace = null;
  };

  return {
    waits: (isWaiting) => {
      if (!isWaiting) endPlace();
      else {
        stopPlace ??= socket.subscribe(PlaceDocument, () => ({ id }), {
          next: ({ place }) => ears.place(place.place),
          ended: endPlace,
          failed: (failure) => {
            endPlace();
            ears.failed(failure);
          },
        });
      }
    },
    stop: () => {
      endPlace();
      stopTyping();
      stopLog();
    },
  };
}
