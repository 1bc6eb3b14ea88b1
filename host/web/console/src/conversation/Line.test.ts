import { setLanguage } from '@shared/i18n/i18n';
import { expect, test } from 'vitest';
import { consoleLoader } from '../i18n/i18n';
import type { LogEntry } from '../state/log';
import { lineOf } from './Line';

test('what a plugin marked, and what it took back, is said in the person’s language around its own words', async () => {
  const line = (removed: boolean) => {
    const content: LogEntry['content'] = { __typename: 'AnnotationContent', plugin: 'tags', key: 'tag_1', line: 'VIP', audience: 'AGENTS', removed };
    return lineOf({ content } as LogEntry, null);
  };
  await setLanguage('fi', consoleLoader);
  expect([line(false), line(true)]).toEqual(['Merkitty: VIP', 'Poistettu: VIP']);
  await setLanguage('en', consoleLoader);
  expect([line(false), line(true)]).toEqual(['Noted: VIP', 'Removed: VIP']);
});
