import { defineConfig } from '@playwright/test';

const executablePath = process.env['VUORO_CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // One for every machine: what is compared is text.
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  // One that is missing fails; `--update-snapshots` writes it.
  updateSnapshots: 'none',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Tests need nothing of one another: each worker has a server of its own, and each test a queue, if not a server.
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  failOnFlakyTests: true,
  reporter: 'list',
  use: {
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    // Colours change at once: half-way through a change axe-core would find too little contrast.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
});
