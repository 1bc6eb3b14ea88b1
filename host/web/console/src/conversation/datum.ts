import { listed, number } from '@shared/i18n/format';
import { t } from '../i18n/i18n';

/** The keys that the server and the widget set themselves. */
const NAMED = ['browser', 'ipAddress', 'language', 'page', 'screen', 'timeZone', 'userAgent'] as const;

/** Longer values are shown on demand. */
const SHORT_LENGTH_MAX = 60;
const DEPTH_MAX = 4;

/** A key of metadata in the person's language, where it is one of ours; those of pages and plugins are shown as they are. */
export function nameOf(key: string): string {
  const named = NAMED.find((each) => each === key);
  return named ? t(`datum.${named}`) : key;
}

/** A metadata value of any shape as lines of text. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((each) => textOf(each, 0));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([key, each]) => `${key}: ${textOf(each, 0)}`);
  }
  return [textOf(value, 0)];
}

/** A metadata value on one line, short enough to stand beside others. */
export function shortOf(value: unknown): string {
  const text = Array.isArray(value) ? t('metadata.items', { count: value.length }) : textsOf(value).join(', ');
  return text.length > SHORT_LENGTH_MAX ? `${text.slice(0, SHORT_LENGTH_MAX - 1)}…` : text;
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (value === null || value === undefined) return '–';
  if (depth >= DEPTH_MAX) return '…';
  if (Array.isArray(value)) return listed(value.map((each) => textOf(each, depth + 1)));
  return Object.entries(value).map(([key, each]) => `${key} ${textOf(each, depth + 1)}`).join(', ');
}
