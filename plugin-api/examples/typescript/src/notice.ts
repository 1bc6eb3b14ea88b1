// The notice of the day: the one thing that the plugin keeps.
import * as store from 'vuoro:plugin/store@0.1.0';
import type { Context } from 'vuoro:plugin/types@0.1.0';
import { invalid, notAllowed } from './errors';
import { words } from './text';

/** Characters of the notice. */
export const NOTICE_CHARS_MAX = 200;

const KEY = 'notice';

/** The notice; null when there is none. */
export function notice(): string | null {
  const item = store.get(KEY);
  return item ? new TextDecoder().decode(item.value) : null;
}

/** Sets the notice, or takes it back with an empty text. Operators and owners. */
export function setNotice(context: Context, text: string): void {
  const { actor } = context;
  if (actor.tag !== 'member' || actor.val.role === 'handler') notAllowed();
  const trimmed = text.trim();
  if ([...trimmed].length > NOTICE_CHARS_MAX) invalid('notice', words(context.language).tooLong(NOTICE_CHARS_MAX));
  if (trimmed === '') store.delete(KEY, { tag: 'anything' });
  else store.put(KEY, new TextEncoder().encode(trimmed), { tag: 'anything' });
}
