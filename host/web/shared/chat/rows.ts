// A log as rows to read: by days, with the messages of one person close together.
import { dayOf } from '../i18n/format';

/** Messages of one person within this time stand together. */
const TOGETHER_MS = 5 * 60_000;

/** What one needs to know of something to give it its place. */
export interface About {
  at: string;
  /** Who wrote the message; null for what isn't a message. */
  by: string | null;
}

/** Something in its place. */
export interface Placed<Item> {
  item: Item;
  /** It is the first of its day. */
  isNewDay: boolean;
  /** The first and the last of those messages that stand together. */
  isFirst: boolean;
  isLast: boolean;
}

/** Gives each of a list, oldest first, its place. */
export function placed<Item>(items: readonly Item[], about: (item: Item) => About): Placed<Item>[] {
  const all: Placed<Item>[] = [];
  for (const item of items) {
    const { at, by } = about(item);
    const last = all.at(-1);
    const before = last ? about(last.item) : null;
    const isNewDay = before === null || dayOf(before.at) !== dayOf(at);
    const isTogether = !isNewDay && by !== null && by === before.by && Date.parse(at) - Date.parse(before.at) < TOGETHER_MS;
    if (isTogether && last) last.isLast = false;
    all.push({ item, isNewDay, isFirst: !isTogether, isLast: true });
  }
  return all;
}
