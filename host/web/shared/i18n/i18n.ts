// Texts in the languages that there are; dates and numbers as the language writes them.
import { computed, signal } from '@preact/signals';
import i18next from 'i18next';
import type sharedTexts from './en.json';

/** The languages that there are. */
export const LANGUAGES = ['fi', 'en', 'sv'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A catalogue without the endings of plurals: `unread_one` and `unread_other` are the key `unread`. */
export type KeysOf<Catalogue> = keyof Catalogue extends infer Key
  ? Key extends `${infer Base}_${'one' | 'other'}`
    ? Base
    : Key extends string
      ? Key
      : never
  : never;

/** Values for the places in a text. `count` chooses the plural. */
export type TextValues = Record<string, string | number>;
/** Gives the text of a key in the current language. */
export type Translate<Key extends string> = (key: Key, values?: TextValues) => string;

export type SharedKey = KeysOf<typeof sharedTexts>;
type Catalogue = Record<string, string>;
export type Loader = Record<Language, () => Promise<{ default: Catalogue }>>;

const sharedLoader: Loader = {
  fi: () => import('./fi.json'),
  en: () => import('./en.json'),
  sv: () => import('./sv.json'),
};

const instance = i18next.createInstance();
const current = signal<Language>('en');

/** The language now. */
export const language = computed(() => current.value);

/** The text of a key; a component that renders it renders again when the language changes. */
export function translate(key: string, values?: TextValues): string {
  const now = current.value;
  return instance.t(key, { ...values, lng: now });
}

/** Texts of `shared/`. */
export const t = translate as Translate<SharedKey>;

/** Loads a language's texts and changes over to it. */
export async function setLanguage(to: Language, ...loaders: Loader[]): Promise<void> {
  if (!instance.isInitialized) {
    await instance.init({
      lng: to,
      fallbackLng: false,
      resources: {},
      // Keys are whole: a point in one divides nothing.
      keySeparator: false,
      nsSeparator: false,
      // What is rendered is text, never HTML.
      interpolation: { escapeValue: false },
    });
  }
  const catalogues = await Promise.all([sharedLoader, ...loaders].map((loader) => loader[to]()));
  for (const catalogue of catalogues) {
    instance.addResourceBundle(to, 'translation', catalogue.default, false, true);
  }
  current.value = to;
  document.documentElement.lang = to;
}

/** The first of our languages among those that somebody prefers; English else. */
export function preferredOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split('-')[0];
    const ours = LANGUAGES.find((each) => each === primary);
    if (ours) return ours;
  }
  return 'en';
}
