// Bundles the page into dist/: a script, a style sheet, the editor's workers, and the page itself. Everything
// is a file of its own, since the server's content security policy allows no script inside the page.
import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = new URL('dist/', import.meta.url).pathname;
await rm(out, { recursive: true, force: true });

const common = {
  bundle: true,
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  target: ['es2022'],
};

await build({
  ...common,
  entryPoints: { graphiql: 'src/main.jsx' },
  outdir: out,
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  chunkNames: 'chunk-[hash]',
});

// A worker is a program of its own.
await build({
  ...common,
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  outdir: out,
  format: 'iife',
});

await cp('src/index.html', `${out}index.html`);
