import { expect, test } from 'vitest';
import { linkParts, safeUrl } from './links';

const urls = (text: string) => linkParts(text).flatMap((part) => part.url ?? []);

test('addresses of the web become links and the rest stays text', () => {
  const parts = linkParts('See https://shop.example/a?b=1&c=2, please');
  expect(parts).toEqual([
    { text: 'See ' },
    { text: 'https://shop.example/a?b=1&c=2', url: 'https://shop.example/a?b=1&c=2' },
    { text: ', please' },
  ]);
  expect(urls('www.shop.example')).toEqual(['https://www.shop.example/']);
});

test('the parts of a text put together are the text', () => {
  for (const text of ['', 'no link', '(http://a.example/(b)) and www.c.example!', 'https://', 'a\nhttps://b.example\n']) {
    expect(linkParts(text).map((part) => part.text).join('')).toBe(text);
  }
});

test('what ends a sentence is no part of an address, a bracket of the address is', () => {
  expect(urls('(https://a.example/b).')).toEqual(['https://a.example/b']);
  expect(urls('https://a.example/b_(c)')).toEqual(['https://a.example/b_(c)']);
});

test('nothing but the web is linked', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', 'https://user:word@a.example/']) {
    expect(urls(text)).toEqual([]);
    expect(safeUrl(text)).toBeNull();
  }
});
