import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@shared': fileURLToPath(new URL('./shared', import.meta.url)) } },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  test: {
    environment: 'jsdom',
    include: ['{shared,console,widget}/**/*.test.{ts,tsx}'],
    setupFiles: ['shared/testing/setup.ts'],
    restoreMocks: true,
  },
});
