// What outlives a reload: in the storage of our own origin, which the page can't read. Browsers keep a frame's storage apart for each
// site around it, and some refuse it: then it lives as long as the page does.

import type { Pending } from '@shared/chat/outbox';
import { pendingOf } from '@shared/chat/outbox';

/** All that is kept. */
export interface Kept {
  token: string | null;
  /** The conversation that is shown. */
  conversation: string | null;
  draft: string;
  /** The message, which may be empty, of a request to enter a queue whose outcome isn't known; null when there is none. */
  entering: string | null;
  unsent: readonly Pending[];
  /** What the server knows of the page's values: key to kind and value, as JSON. */
  told: Record<string, string>;
}

/** Keeps it. */
export interface Keep {
  read: () => Kept;
  write: (change: Partial<Kept>) => void;
}

const NOTHING: Kept = { token: null, conversation: null, draft: '', entering: null, unsent: [], told: {} };

/** The kept state of one organisation. `area` is asked for the storage, which some browsers refuse by throwing. */
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
        // Full: what is kept is what was.
      }
    },
  };
}

/** What isn't of our making counts as nothing. */
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
