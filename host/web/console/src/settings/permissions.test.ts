import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PERMISSIONS } from './permissions';

test('each permission that a plugin can ask for has words', () => {
  const words = readFileSync('../../plugin-api/package/src/words.rs', 'utf8');
  const permissions = /Permission \("permission"\) \{(.*?)\n {4}\}/s.exec(words)?.[1] ?? '';
  const names = [...permissions.matchAll(/= "([a-z-]+)"/g)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(0);
  expect([...PERMISSIONS]).toEqual(names.sort());
});
