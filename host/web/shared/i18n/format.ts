import { language } from './i18n';

/** The languages with the region whose customs are meant: English as in Europe, with the day first and 24 hours. */
const LOCALES = { fi: 'fi-FI', en: 'en-GB', sv: 'sv-FI' } as const;

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = LOCALES[language.value];
  const key = `${locale} ${name}`;
  let found = made.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    made.set(key, found);
  }
  return found;
}

/** `14:05`. */
export function clockTime(at: string | number): string {
  return formatter('time', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** `torstai 26. marraskuuta 2026`. */
export function longDate(at: string | number): string {
  return formatter('long', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
}

/** `26.11.2026 klo 14.05`. */
export function dateAndTime(at: string | number): string {
  return formatter('both', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));
}

/** `26.11.2026`. */
export function shortDate(at: string | number): string {
  return formatter('short', { dateStyle: 'short' }).format(new Date(at));
}

/** The day that a moment is in, where its reader is: `2026-11-26`. Two moments of one day have the same. */
export function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** `1 234,5`. */
export function number(value: number): string {
  return new Intl.NumberFormat(LOCALES[language.value]).format(value);
}

/** `340 kB`; decimal, as files are shown elsewhere. */
export function fileSize(bytes: number): string {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(LOCALES[language.value], {
    style: 'unit',
    unit,
    // Finnish shortens bytes to `t`, which nobody reads as bytes.
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit !== 'byte' ? 1 : 0,
  }).format(value);
}

/** Several things in a row: `a, b ja c`. */
export function listed(items: readonly string[]): string {
  return new Intl.ListFormat(LOCALES[language.value]).format(items);
}

/** Compares names as the language orders them. */
export function compareNames(one: string, other: string): number {
  return one.localeCompare(other, LOCALES[language.value], { sensitivity: 'base', numeric: true });
}
