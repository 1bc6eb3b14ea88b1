// TypeScript to one module, and the module to a component: dist/plugin.wasm. `vuoro plugin build` adds manifest and schema.
import { writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';
import { build } from 'esbuild';
import { gatherWit, WIT, WORLD } from './wit.mjs';

await gatherWit();
await build({
  entryPoints: ['src/plugin.ts'],
  outfile: 'dist/plugin.js',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  external: ['vuoro:plugin/*'],
});
const { component } = await componentize({
  sourcePath: 'dist/plugin.js',
  witPath: WIT,
  worldName: WORLD,
  // All of them: each would bring WASI along, which no host of plugins has.
  disableFeatures: ['stdio', 'random', 'clocks', 'http', 'fetch-event'],
});
await writeFile('dist/plugin.wasm', component);
console.log(`dist/plugin.wasm: ${(component.length / 1024 / 1024).toFixed(1)} MiB`);
