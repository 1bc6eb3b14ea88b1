import { expect, test, vi } from 'vitest';
import { browserOf, changesOf, CHANGES_MAX, merge } from './metadata';

test('plain values are live and groups are folded', () => {
  const { changes } = changesOf({ total: '34,00 €', cart: { kuksa: 1 }, pages: ['a'] }, {});
  expect(changes).toEqual([
    { kind: 'LIVE', key: 'total', value: '34,00 €' },
    { kind: 'FOLDED', key: 'cart', value: { kuksa: 1 } },
    { kind: 'FOLDED', key: 'pages', value: ['a'] },
  ]);
});

test('only what changed is told, and what is taken away is told once', () => {
  const first = changesOf({ a: 1, b: 2 }, {});
  expect(changesOf({ a: 1, b: 2 }, first.told).changes).toEqual([]);
  const second = changesOf({ a: 1, b: null }, first.told);
  expect(second.changes).toEqual([{ kind: 'LIVE', key: 'b', value: null }]);
  expect(changesOf({ a: 1, b: null }, second.told).changes).toEqual([]);
  expect(changesOf({ never: null }, {}).changes).toEqual([]);
});

test('a value that becomes a group leaves its old place', () => {
  const { told } = changesOf({ cart: 'empty' }, {});
  expect(changesOf({ cart: { kuksa: 1 } }, told).changes).toEqual([
    { kind: 'LIVE', key: 'cart', value: null },
    { kind: 'FOLDED', key: 'cart', value: { kuksa: 1 } },
  ]);
});

test('many values are told in parts that the server takes', () => {
  const values = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`key ${index}`, index]));
  let told = {};
  const parts: number[] = [];
  for (;;) {
    const next = changesOf(values, told);
    if (next.changes.length === 0) break;
    parts.push(next.changes.length);
    told = next.told;
  }
  expect(parts).toEqual([CHANGES_MAX, CHANGES_MAX, 20]);
});

test('what the server would refuse is left out, and the page’s author can read why', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(merge({ a: 1 }, { '': 1, ['x'.repeat(101)]: 1, big: 'ä'.repeat(2_049), b: 2 })).toEqual({ a: 1, b: 2 });
  expect(warn).toHaveBeenCalledTimes(3);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [String(index), 1]));
  expect(Object.keys(merge({}, many))).toHaveLength(150);
});

test('a browser is named as people name it', () => {
  expect(browserOf('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox 140, Linux');
  expect(browserOf('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36')).toBe('Chrome 140, Android');
  expect(browserOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0')).toBe('Edge 140, Windows');
  expect(browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1')).toBe('Safari 18, iOS');
  expect(browserOf('curl')).toBe('curl');
});
