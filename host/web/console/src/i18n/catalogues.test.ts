import { expect, test } from 'vitest';
import { problemsOfCatalogues } from '@shared/testing/catalogues';

test('every text of the console is there in each language, and somebody uses it', () => {
  expect(problemsOfCatalogues('console/src/i18n', 'console/src')).toEqual([]);
});
