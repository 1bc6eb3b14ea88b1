import { expect, test } from 'vitest';
import { problemsOfCatalogues } from '@shared/testing/catalogues';

test('every text of the widget is there in each language, and somebody uses it', () => {
  expect(problemsOfCatalogues('widget/src/i18n', 'widget/src')).toEqual([]);
});
