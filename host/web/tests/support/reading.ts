// Views as they are read: what a screen reader finds in one, compared with what is committed in `snapshots/`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../snapshots');

/** Compares views whose names begin with one word. */
export interface Reading {
  /** Compares a view; waits until nothing in it is on its way any more. */
  reads: (name: string, view: Locator) => Promise<void>;
  /** Everything that is committed was compared: no file is left over from a view that is gone. */
  ends: () => void;
}

export function readings(part: 'console' | 'widget'): Reading {
  const read: string[] = [];
  return {
    reads: async (name, view) => {
      await expect(view.locator('[aria-busy=true]')).toHaveCount(0);
      const file = `${part}-${name}.yml`;
      read.push(file);
      // All that differ are told at once.
      expect.soft(`${steady(await view.ariaSnapshot())}\n`).toMatchSnapshot(file);
    },
    ends: () => expect(readdirSync(FOLDER).filter((file) => file.startsWith(`${part}-`)).sort()).toEqual(read.sort()),
  };
}

/** The same words for what is another each time: ids, addresses, versions, dates, times, how long somebody has waited, and how
 * often a plugin was asked. */
export function steady(snapshot: string): string {
  return snapshot
    .replace(/\b([a-z]+)_[0-9a-f]{32}\b/g, '$1_ID')
    .replace(/\bhttp:\/\/(127\.0\.0\.1|localhost):\d+/g, 'http://SERVER')
    .replace(/\b\d+\.\d+\.\d+ · [0-9a-f]{12}\b/g, 'VERSION · DIGEST')
    .replace(/\b(\p{L}+ )\d+\.\d+\.\d+(?=")/gu, '$1VERSION')
    .replace(/\b(?:maanan|tiis|keskiviik|tors|perjan|lauan|sunnun)\p{L}+ \d{1,2}\. \p{L}+kuuta \d{4}/gu, 'DAY')
    .replace(/\b\d{1,2}\.\d{1,2}\.\d{4} klo \d{1,2}\.\d{2}\b/g, 'DATE TIME')
    .replace(/\b\d{1,2}\.\d{1,2}\.\d{4}\b/g, 'DATE')
    .replace(/\b\d{1,2}[.:]\d{2}\b/g, 'TIME')
    .replace(/(Kutsut palvelimen käynnistyksestä): [^"\n]*/g, '$1: COUNTS');
}
