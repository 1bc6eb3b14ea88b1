import { expect, test } from 'vitest';
import { completionsOf, keywordBefore, keywordTyped } from './completions';
import type { PanelOf } from './types';

test('a keyword is written after a slash at the start or after a blank', () => {
  expect(keywordBefore('/moi', 4)).toBe('moi');
  expect(keywordBefore('Hei /mo', 7)).toBe('mo');
  expect(keywordBefore('Hei /', 5)).toBe('');
  for (const text of ['a/b', 'http://x', '/Moi', '/m i']) expect(keywordBefore(text, text.length)).toBeNull();
});

test('a keyword is whole once a blank is typed behind it, by a key or by an input method', () => {
  for (const how of ['insertText', 'insertCompositionText', '']) expect(keywordTyped('Hei /moi ja', 9, how), how).toBe('moi');
});

test('what is taken back or pasted makes no keyword whole', () => {
  for (const how of ['historyUndo', 'historyRedo', 'insertFromPaste', 'insertFromDrop', 'deleteContentBackward']) {
    expect(keywordTyped('/moi ', 5, how), how).toBeNull();
  }
  for (const [text, caret] of [['/moi', 4], ['/moi  ', 6], ['/ ', 2], ['moi ', 4]] as const) expect(keywordTyped(text, caret, 'insertText'), text).toBeNull();
});

test('the first panel with a keyword has it', () => {
  const panel = (plugin: string, text: string): PanelOf => ({
    plugin, slot: 'COMPOSER', title: plugin,
    view: { title: plugin, blocks: [{ __typename: 'CompletionsBlock', items: [{ keyword: 'moi', text }] }] },
  });
  expect(completionsOf([panel('a', 'first'), panel('b', 'second')])).toEqual([{ keyword: 'moi', text: 'first' }]);
});
