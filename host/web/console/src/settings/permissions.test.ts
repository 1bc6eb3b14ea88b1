import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PERMISSIONS } from './permissions';

test('each permission that a plugin can ask for has words', () => {
  const source = readFileSync('../../plugin-api/package/src/words.rs', 'utf8');
  const permissions = /Permission \("permission"\) \{(.*?)\n {4}\}/s.exec(source)?.[1] ?? '';
  // A word is spelled as its name, in small letters with hyphens.
  const variants = [...permissions.matchAll(/^ {8}([A-Z][A-Za-z]+),$/gm)].map((match) => match[1] ?? '');
  const names = variants.map((name) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase());
  expect(names.length).toBeGreaterThan(0);
  expect([...PERMISSIONS]).toEqual(names.sort());
});
