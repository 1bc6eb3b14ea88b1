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
  workers: 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    trace: 'retain-on-failure',
  },
});
