import { expect, test } from 'vitest';
import { placed } from './rows';

const at = (minute: number, day = 26) => `2026-11-${day}T10:${String(minute).padStart(2, '0')}:00.000Z`;

/** The places of messages and lines, as marks: `|` a new day, `(` the first and `)` the last of those that stand together. */
function marks(...items: { at: string; by: string | null }[]): string[] {
  return placed(items, (item) => item).map(({ isNewDay, isFirst, isLast }) => `${isNewDay ? '|' : ''}${isFirst ? '(' : ''}${isLast ? ')' : ''}`);
}

test('messages of one person within a few minutes stand together', () => {
  const [aino, niilo] = ['aino', 'niilo'];
  expect(marks({ at: at(0), by: aino }, { at: at(1), by: aino }, { at: at(5), by: aino }, { at: at(6), by: niilo })).toEqual(['|(', '', ')', '()']);
  expect(marks({ at: at(0), by: aino }, { at: at(5), by: aino })).toEqual(['|()', '()']);
});

test('a line between them and a new day part messages', () => {
  expect(marks({ at: at(0), by: 'aino' }, { at: at(0), by: null }, { at: at(1), by: 'aino' })).toEqual(['|()', '()', '()']);
  expect(marks({ at: at(0, 26), by: 'aino' }, { at: at(0, 27), by: 'aino' })).toEqual(['|()', '|()']);
  expect(marks({ at: at(0), by: null }, { at: at(0), by: null })).toEqual(['|()', '()']);
});
