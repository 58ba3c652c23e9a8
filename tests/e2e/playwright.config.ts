// Browser tests: a real Chromium on the built page, served as a static host would.

import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';

const executablePath = await findChromium();
if (executablePath === null) {
  throw new Error('No Chromium found: "npm test" installs one, or set CHROMIUM_PATH.');
}

// Two checks may run on one machine at a time. Playwright's workers inherit the choice.
process.env['POKESCOPE_PORT'] ??= String(20_000 + (process.pid % 20_000));
const port = Number(process.env['POKESCOPE_PORT']);
const url = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: '.',
  testMatch: /\.(e2e|spec|test)\.ts$/,
  outputDir: '../../test-results/browser',
  reporter: [['list'], ['json', { outputFile: '../../test-results/reports/browser.json' }]],
  forbidOnly: process.env['CI'] !== undefined,
  // A test that passes at the second try has found something; it does not pass.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: url,
    headless: true,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: chromiumArgs() },
    // Each test is a first visit; offline.spec.ts is about the others.
    serviceWorkers: 'block',
    // A trace pictures every action and costs a third of the run: TRACE=1 asks for one.
    trace: process.env['TRACE'] === undefined ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `npm run --silent preview -- --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: '../..',
    url,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
