/** A part of a text: words as they stand, or an address to link. */
export type Part = { text: string; url?: string };

/** A longer text has no links: nobody reads it as one. */
const TEXT_LENGTH_MAX = 20_000;
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+|\bwww\.[^\s<>"'`]+\.[^\s<>"'`]+/gi;
const BRACKETS = [['(', ')'], ['[', ']'], ['{', '}']] as const;
/** What ends a sentence rather than an address. */
const AFTER = /[.,;:!?…]+$/;

// Ours and not `linkify-it`, which is 4.3 KiB packed where this is half of one, of the 60 that the widget may weigh.

/** Cuts a text into words and addresses. The parts put together are the text. */
export function linkParts(text: string): Part[] {
  if (text.length > TEXT_LENGTH_MAX) return [{ text }];
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const url = safeUrl(/^www\./i.test(address) ? `https://${address}` : address);
    if (url === null) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: address, url });
    at = match.index + address.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** An address of the web as browsers write it; null for anything else, such as `javascript:`. */
export function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    // A name and password before the host are there to deceive.
    return isWeb && url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}

/** Leaves what stands after the address, a bracket that was opened before it too. */
function trimmed(address: string): string {
  let end = address.replace(AFTER, '');
  for (const [open, close] of BRACKETS) {
    while (end.endsWith(close) && count(end, close) > count(end, open)) end = end.slice(0, -1).replace(AFTER, '');
  }
  return end;
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
