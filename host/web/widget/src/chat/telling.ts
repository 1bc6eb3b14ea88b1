// Sends the page's values to the server during a conversation.
import type { Request } from '@shared/client/http';
import { UpdateMetadataDocument } from '../generated/organisation';
import type { Keep } from './keep';
import { isOver } from './log';
import type { Talk } from './log';
import { changesOf, merge } from './metadata';
import type { Values } from './metadata';

/** Values that arrive within this time are sent together. */
const AFTER_MS = 300;
const RETRY_MS = 5_000;

export interface Telling {
  /** All values that the page has passed, the latest of each key. */
  values: () => Values;
  add: (more: Values) => void;
  /** Sends what the server doesn't know yet, in a moment. */
  soon: () => void;
}

export function createTelling(request: Request, keep: Keep, talk: () => Talk | null): Telling {
  let values: Values = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTelling = false;

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => void now(), AFTER_MS);
  }

  async function now() {
    const about = talk();
    if (isTelling || !about || isOver(about)) return;
    const { changes, told } = changesOf(values, keep.read().told);
    if (changes.length === 0) return;
    isTelling = true;
    let after = AFTER_MS;
    try {
      await request(UpdateMetadataDocument, { input: { conversationId: about.standing.id, changes } });
      // After a refusal the same values aren't sent again.
      keep.write({ told });
    } catch {
      after = RETRY_MS;
    }
    isTelling = false;
    timer = setTimeout(() => void now(), after);
  }

  return {
    values: () => values,
    add: (more) => {
      values = merge(values, more);
      soon();
    },
    soon,
  };
}
