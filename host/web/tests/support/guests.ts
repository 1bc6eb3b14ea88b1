// Plugins of the tests' own: real packages, built by `cargo xtask plugins` beside those that come with the server.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Member, Vuoro } from './vuoro';

const FOLDER = process.env['VUORO_GUESTS'] ?? join(import.meta.dirname, '../../../../target/guests');

/** `caller` asks servers elsewhere; `sample` decides about messages by their text; `stage` has settings and panels, and fails when its settings say so. */
export type Guest = 'caller' | 'sample' | 'stage';

/** The file of a package. */
export const packageOf = (name: Guest) => join(FOLDER, `${name}.wasm`);

/** Gives the organisation a package of its own, and switches it on. */
export async function install(vuoro: Vuoro, operator: Member, name: Guest): Promise<void> {
  const bytes = new Uint8Array(await readFile(packageOf(name)));
  await operator.puts(`${vuoro.base}/o/demo/plugins`, bytes, 'application/wasm');
  expect((await operator.does('enablePlugin', { pluginId: name }))['__typename']).toBe('PluginEnabled');
}

/** Takes it out of the organisation, with what it kept. */
export async function remove(operator: Member, name: Guest): Promise<void> {
  expect((await operator.does('disablePlugin', { pluginId: name }))['__typename']).toBe('PluginDisabled');
  expect((await operator.does('removePlugin', { pluginId: name }))['__typename']).toBe('PluginRemoved');
}
