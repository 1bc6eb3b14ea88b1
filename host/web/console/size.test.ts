import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

/** What the first load of the console may weigh in script, compressed. */
const SCRIPT_BYTES_MAX = 200_000;

test('the first load of the console is light, and its page has no script or style of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vuoro-console-'));
  execFileSync('npx', ['vite', 'build', 'console', '--outDir', folder, '--manifest', '--logLevel', 'error'], { stdio: 'inherit' });
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, { file: string; isEntry?: boolean; imports?: string[] }>;
  const needed = new Set<string>();
  const need = (key: string) => {
    const chunk = manifest[key];
    if (!chunk || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const other of chunk.imports ?? []) need(other);
  };
  for (const [key, { isEntry }] of Object.entries(manifest)) if (isEntry) need(key);
  // And the texts of one language, the heaviest.
  need('src/i18n/fi.json');
  const bytes = [...needed].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(SCRIPT_BYTES_MAX);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|style=/);
  rmSync(folder, { recursive: true });
}, 60_000);
