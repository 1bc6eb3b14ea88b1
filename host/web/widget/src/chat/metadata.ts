// The page's values as changes of metadata: a plain value is live, a group is folded.
import type { MetadatumInput } from '../generated/organisation';

/** Most changes that the server accepts at once. */
export const CHANGES_MAX = 50;
const KEYS_MAX = 150;
const KEY_LENGTH_MAX = 100;
const VALUE_BYTES_MAX = 4 * 1024;

/** Values that the page passed, the latest of each key. */
export type Values = Record<string, unknown>;
/** The values that the server knows: kind and value as JSON, by key. */
export type Told = Record<string, string>;

/** The values with others merged in. Values that can't be sent are left out, with a message in the console for the page's developer. */
export function merge(values: Values, more: Values): Values {
  const merged = { ...values };
  for (const [key, value] of Object.entries(more)) {
    const problem = problemOf(key, value);
    if (problem === null && (key in merged || Object.keys(merged).length < KEYS_MAX)) merged[key] = value;
    else console.warn(`vuoro: metadata "${key.slice(0, KEY_LENGTH_MAX)}" is left out: ${problem ?? `more than ${KEYS_MAX} keys`}`);
  }
  return merged;
}

/** The changes to send, at most `CHANGES_MAX` at once, and what the server knows after them. */
export function changesOf(values: Values, told: Told): { changes: MetadatumInput[]; told: Told } {
  const changes: MetadatumInput[] = [];
  const after = { ...told };
  for (const [key, value] of Object.entries(values)) {
    const before = told[key];
    const kind = kindOf(value);
    const now = value === null || value === undefined ? undefined : `${kind} ${JSON.stringify(value)}`;
    if (before === now) continue;
    const kindBefore = before?.startsWith('FOLDED') ? 'FOLDED' : 'LIVE';
    const isMoved = before !== undefined && (now === undefined || kindBefore !== kind);
    if (changes.length + (isMoved && now !== undefined ? 2 : 1) > CHANGES_MAX) break;
    if (isMoved) changes.push({ kind: kindBefore, key, value: null });
    delete after[key];
    if (now === undefined) continue;
    changes.push({ kind, key, value });
    after[key] = now;
  }
  return { changes, told: after };
}

/** What the browser reports about the customer's device. */
export function technical(here: Window): MetadatumInput[] {
  const { navigator, screen } = here;
  const known: Record<string, string> = {
    browser: browserOf(navigator.userAgent),
    screen: `${screen.width} × ${screen.height}`,
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    page: here.document.referrer.slice(0, 1_000),
  };
  return Object.entries(known)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ({ kind: 'TECHNICAL', key, value }));
}

/** `Firefox 140, Linux`: the part of a user agent that one would ask a customer for. */
export function browserOf(userAgent: string): string {
  const names = [['Edg', 'Edge'], ['OPR', 'Opera'], ['SamsungBrowser', 'Samsung Internet'], ['Firefox', 'Firefox'], ['Chrome', 'Chrome'], ['Version', 'Safari']];
  const systems = [['Android', 'Android'], ['iPhone|iPad', 'iOS'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']];
  const name = names.flatMap(([mark, shown]) => {
    const version = new RegExp(`${mark}/(\\d+)`).exec(userAgent)?.[1];
    return version === undefined ? [] : [`${shown} ${version}`];
  })[0];
  const system = systems.find(([mark]) => new RegExp(mark ?? '').test(userAgent))?.[1];
  return [name, system].filter(Boolean).join(', ') || userAgent.slice(0, 200);
}

function kindOf(value: unknown): 'LIVE' | 'FOLDED' {
  return typeof value === 'object' && value !== null ? 'FOLDED' : 'LIVE';
}

function problemOf(key: string, value: unknown): string | null {
  if (key.trim() === '' || key.length > KEY_LENGTH_MAX) return `a key has 1 to ${KEY_LENGTH_MAX} characters`;
  if (value === undefined) return null;
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) return 'it is no value of JSON';
  return new TextEncoder().encode(json).length > VALUE_BYTES_MAX ? 'it is larger than 4 KiB' : null;
}
