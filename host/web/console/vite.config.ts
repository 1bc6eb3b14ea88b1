import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { emoji } from './emoji';

/** The server that the development server hands requests on to. */
const server = process.env['VUORO_SERVER'] ?? 'http://127.0.0.1:8080';

/** The policy that the server sends with the page, so that a page that works here works there. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws:; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [emoji()],
  resolve: { alias: { '@shared': fileURLToPath(new URL('../shared', import.meta.url)) } },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // The page's policy takes no data: addresses, and browsers of today need no help to preload.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The host as the browser names it goes on to the server, whose check of origins compares it.
    proxy: { '/graphql': { target: server, ws: true }, '/o': { target: server, ws: true } },
  },
  preview: {
    headers: { 'content-security-policy': policy },
    proxy: { '/graphql': { target: server, ws: true }, '/o': { target: server, ws: true } },
  },
});
