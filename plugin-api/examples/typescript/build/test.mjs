// Runs test/*.test.ts in Node, with a host in memory in place of the interfaces.
import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const OUT = 'dist/test';
await rm(OUT, { recursive: true, force: true });
const names = (await readdir('test')).filter((name) => name.endsWith('.test.ts'));
await build({
  entryPoints: names.map((name) => `test/${name}`),
  outdir: OUT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  plugins: [
    {
      name: 'host-in-memory',
      setup: ({ onResolve }) => onResolve({ filter: /^vuoro:plugin\// }, ({ path }) => ({ path: `${process.cwd()}/test/host/${/(\w+)@/.exec(path)?.[1]}.ts` })),
    },
  ],
});
const files = names.map((name) => `${OUT}/${name.replace(/\.ts$/, '.js')}`);
process.exit(spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1);
