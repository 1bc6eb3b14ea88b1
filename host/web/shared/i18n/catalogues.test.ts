import { expect, test } from 'vitest';
import { problemsOfCatalogues } from '../testing/catalogues';

test('every shared text is there in each language, and somebody uses it', () => {
  expect(problemsOfCatalogues('shared/i18n', 'shared')).toEqual([]);
});
