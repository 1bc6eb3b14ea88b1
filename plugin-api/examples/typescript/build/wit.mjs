// The contract beside this plugin's world: WIT finds what a world names in `deps/`. An author outside of this repository
// keeps a copy of `plugin-api/wit` there instead.
import { cp, mkdir, rm } from 'node:fs/promises';

export const WORLD = 'plugin';
export const WIT = 'dist/wit';

/** Regenerates the folder of WIT. */
export async function gatherWit() {
  await rm(WIT, { recursive: true, force: true });
  await mkdir(`${WIT}/deps`, { recursive: true });
  await cp('wit', WIT, { recursive: true });
  await cp('../../wit', `${WIT}/deps/vuoro-plugin`, { recursive: true });
}
