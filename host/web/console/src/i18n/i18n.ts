// The console's own texts.
import type { KeysOf, Loader, Translate } from '@shared/i18n/i18n';
import { translate } from '@shared/i18n/i18n';
import type texts from './en.json';

export type Key = KeysOf<typeof texts>;

export const consoleLoader: Loader = {
  fi: () => import('./fi.json'),
  en: () => import('./en.json'),
  sv: () => import('./sv.json'),
};

/** The text of a key in the current language. */
export const t = translate as Translate<Key>;
