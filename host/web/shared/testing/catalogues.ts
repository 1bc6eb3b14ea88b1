// Checks that catalogues are complete: for the tests of each part that has some.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../i18n/i18n';

/** Reads the catalogues of a folder and the code of another, and tells what doesn't fit; nothing when all does. */
export function problemsOfCatalogues(catalogues: string, code: string): string[] {
  const of = Object.fromEntries(
    LANGUAGES.map((language) => [language, JSON.parse(readFileSync(join(catalogues, `${language}.json`), 'utf8'))]),
  ) as Record<(typeof LANGUAGES)[number], Record<string, string>>;
  const problems: string[] = [];
  for (const language of LANGUAGES) {
    for (const [key, text] of Object.entries(of.en)) {
      const here = of[language][key];
      if (here === undefined) problems.push(`${language} has no ${key}`);
      else if (here.trim() === '') problems.push(`${language} says nothing for ${key}`);
      else if (places(here) !== places(text) && !/_one$/.test(key)) problems.push(`${language} has other places in ${key}`);
    }
    for (const key of Object.keys(of[language])) {
      if (!(key in of.en)) problems.push(`${language} has ${key}, and English has not`);
    }
  }
  const source = read(code).join('\n');
  for (const key of new Set(Object.keys(of.en).map((each) => each.replace(/_(one|other)$/, '')))) {
    if (!isUsed(key, source)) problems.push(`nobody uses ${key}`);
  }
  return problems;
}

/** A key is used where it stands whole, or where a template begins with its first words: `role.${…}`. */
function isUsed(key: string, source: string): boolean {
  const whole = [`'${key}'`, `"${key}"`];
  const begins = key.includes('.') ? [`\`${key.slice(0, key.lastIndexOf('.') + 1)}\${`] : [];
  return [...whole, ...begins].some((each) => source.includes(each));
}

function places(text: string): string {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort().join();
}

function read(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['generated', 'dist', 'testing'].includes(entry.name) ? [] : read(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}
