// What pages of others load, and their customers: measured as it is sent.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = 'widget/dist';
const KIB = 1024;

const packed = (file: string) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

test('the loader has at most 4 KiB', () => {
  expect(packed('widget.js')).toBeLessThanOrEqual(4 * KIB);
});

test('the app has at most 60 KiB of script, with the texts of one language', () => {
  const scripts = readdirSync(join(DIST, 'assets')).filter((file) => file.endsWith('.js'));
  const isOther = (file: string) => /^(en|sv)-/.test(file);
  const sizes = scripts.filter((file) => !isOther(file)).map((file) => packed(`assets/${file}`));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60 * KIB);
});

test('what is packed ahead is what it stands beside', () => {
  for (const file of ['widget.js', ...readdirSync(join(DIST, 'assets')).filter((each) => /\.(js|css)$/.test(each)).map((each) => `assets/${each}`)]) {
    expect(gunzipSync(readFileSync(join(DIST, `${file}.gz`))).equals(readFileSync(join(DIST, file))), file).toBe(true);
  }
});
