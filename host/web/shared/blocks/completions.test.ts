import { expect, test } from 'vitest';
import { complete, completionsOf, keywordBefore } from './completions';
import type { PanelOf } from './types';

test('a keyword is written after a slash at the start or after a blank', () => {
  expect(keywordBefore('/moi', 4)).toBe('moi');
  expect(keywordBefore('Hei /mo', 7)).toBe('mo');
  expect(keywordBefore('Hei /', 5)).toBe('');
  for (const text of ['a/b', 'http://x', '/Moi', '/m i']) expect(keywordBefore(text, text.length)).toBeNull();
});

test('the text takes the place of the keyword and of nothing else', () => {
  expect(complete('Hei /moi ja', 8, 'moi', 'Moi vaan!')).toEqual({ text: 'Hei Moi vaan! ja', caret: 13 });
});

test('the first panel with a keyword has it', () => {
  const panel = (plugin: string, text: string): PanelOf => ({
    plugin, slot: 'COMPOSER', title: plugin,
    view: { title: plugin, blocks: [{ __typename: 'CompletionsBlock', items: [{ keyword: 'moi', text }] }] },
  });
  expect(completionsOf([panel('a', 'first'), panel('b', 'second')])).toEqual([{ keyword: 'moi', text: 'first' }]);
});
