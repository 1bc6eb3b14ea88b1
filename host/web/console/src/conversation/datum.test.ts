import { setLanguage } from '@shared/i18n/i18n';
import { expect, test } from 'vitest';
import { consoleLoader } from '../i18n/i18n';
import { nameOf } from './datum';

test('the keys that we set ourselves are shown in the person’s language, those of others as they are', async () => {
  await setLanguage('fi', consoleLoader);
  expect(['timeZone', 'page', 'ostoskori'].map(nameOf)).toEqual(['Aikavyöhyke', 'Sivu', 'ostoskori']);
  await setLanguage('sv', consoleLoader);
  expect(nameOf('timeZone')).toBe('Tidszon');
});
