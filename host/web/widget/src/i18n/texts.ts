import { setLanguage, translate } from '@shared/i18n/i18n';
import type { KeysOf, Language, Loader, Translate } from '@shared/i18n/i18n';
import type texts from './en.json';

export type Key = KeysOf<typeof texts>;

const loader: Loader = {
  fi: () => import('./fi.json'),
  en: () => import('./en.json'),
  sv: () => import('./sv.json'),
};

/** The widget's texts. */
export const tw = translate as Translate<Key>;

/** The queue that the customer was transferred to, and the reason if one was given. */
export function transferText(queue: string, reason: string | null): string {
  return reason === null ? tw('event.transferred', { queue }) : tw('event.transferred-because', { queue, reason });
}

/** Switches to this language. */
export function speak(language: Language): Promise<void> {
  return setLanguage(language, loader);
}
