import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, defineConfig } from 'vite';
import type { Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The loader, which other sites' pages run, is a script of its own beside the app: one file, no module, with a stable address. */
function loader(): Plugin {
  return {
    name: 'vuoro-loader',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: here,
        logLevel: 'warn',
        esbuild: { legalComments: 'none' },
        build: {
          target: 'es2020',
          outDir: 'dist',
          emptyOutDir: false,
          rollupOptions: { input: join(here, 'loader/loader.ts'), output: { format: 'iife', entryFileNames: 'widget.js' } },
        },
      });
    },
  };
}

/** Compresses scripts and styles into files beside them, so that the server needn't compress. */
function packed(): Plugin {
  return {
    name: 'vuoro-packed',
    apply: 'build',
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        for (const entry of readdirSync(join(here, 'dist'), { recursive: true, withFileTypes: true })) {
          if (!/\.(js|css)$/.test(entry.name)) continue;
          const path = join(entry.parentPath ?? dirname(entry.name), entry.name);
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      },
    },
  };
}

export default defineConfig({
  root: here,
  base: '/widget/',
  resolve: { alias: { '@shared': fileURLToPath(new URL('../shared', import.meta.url)) } },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  plugins: [loader(), packed()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
