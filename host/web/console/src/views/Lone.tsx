import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Language } from '@shared/i18n/i18n';
import { language, LANGUAGES, setLanguage } from '@shared/i18n/i18n';
import { consoleLoader, t } from '../i18n/i18n';
import { pageTitle } from '../state/notify';

/** A page for somebody who isn't signed in: a single card, with the choice of language. */
export function Lone({ title, lead, children }: { title: string; lead?: string | undefined; children: ComponentChildren }) {
  useEffect(() => void (pageTitle.value = title), [title]);
  return (
    <main class="lone">
      <div class="lone-card">
        <p class="brand">Vuoro</p>
        <h1>{title}</h1>
        {lead ? <p class="lone-lead">{lead}</p> : null}
        {children}
      </div>
      <label class="lone-language">
        <span class="visually-hidden">{t('language')}</span>
        <select
          class="input"
          value={language.value}
          onChange={(event) => void setLanguage(event.currentTarget.value as Language, consoleLoader)}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each}>
              {NAMES[each]}
            </option>
          ))}
        </select>
      </label>
    </main>
  );
}

/** The languages as they call themselves. */
export const NAMES = { fi: 'Suomi', en: 'English', sv: 'Svenska' } as const;
