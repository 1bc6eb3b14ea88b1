// State that survives a reload, in the storage of our own origin, which the page can't read. Browsers separate a frame's storage by the
// site around it, and some refuse it: then the state lasts as long as the page.

import type { Pending } from '@shared/chat/outbox';
import { pendingOf } from '@shared/chat/outbox';

/** The stored state. */
export interface Kept {
  token: string | null;
  /** The conversation that is shown. */
  conversation: string | null;
  draft: string;
  /** The message, which may be empty, of a request to join a queue whose outcome isn't known; null when there is none. */
  entering: string | null;
  unsent: readonly Pending[];
  /** The page's values that the server knows: key to kind and value, as JSON. */
  told: Record<string, string>;
}

/** Stores the state. */
export interface Keep {
  read: () => Kept;
  write: (change: Partial<Kept>) => void;
}

const NOTHING: Kept = { token: null, conversation: null, draft: '', entering: null, unsent: [], told: {} };

/** The stored state of one organisation. `area` returns the storage, which some browsers refuse by throwing. */
export function createKeep(organisation: string, area: () => Storage): Keep {
  const key = `vuoro.widget.${organisation}`;
  let storage: Storage | null = null;
  let now = NOTHING;
  try {
    storage = area();
    now = parse(storage.getItem(key));
  } catch {
    storage = null;
  }
  return {
    read: () => now,
    write: (change) => {
      now = { ...now, ...change };
      try {
        storage?.setItem(key, JSON.stringify(now));
      } catch {
        // The storage is full: what was stored before stays.
      }
    },
  };
}

/** A value that we didn't store counts as nothing. */
function parse(text: string | null): Kept {
  if (text === null) return NOTHING;
  try {
    const { token, conversation, draft, entering, unsent, told } = JSON.parse(text) as Record<string, unknown>;
    return {
      token: typeof token === 'string' ? token : null,
      conversation: typeof conversation === 'string' ? conversation : null,
      draft: typeof draft === 'string' ? draft : '',
      entering: typeof entering === 'string' ? entering : null,
      unsent: pendingOf(unsent),
      told: typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Record<string, string>) : {},
    };
  } catch {
    return NOTHING;
  }
}
