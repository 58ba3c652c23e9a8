// Finds a Chromium for the browser tests, and installs one where none is found.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installFromDebian, isProgram } from './debian.mjs';
import { runTool } from './process.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

const PLACES = [
  '/usr/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Playwright's own download, if the user made one. */
async function playwrightChromium() {
  try {
    const { chromium } = await import('@playwright/test');
    const file = chromium.executablePath();
    return file !== '' && existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/**
 * Path of a Chromium or Chrome, or null. `CHROMIUM_PATH` goes before all others.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) {
    if (!isProgram(named)) {
      throw new Error(`CHROMIUM_PATH is ${named}, which is not a program.`);
    }
    return named;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...PLACES, ...inPath].find(isProgram) ?? (await playwrightChromium());
}

/** Arguments for a browser that only ever sees this page. */
export function chromiumArgs() {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Chromium refuses to run its sandbox as root, which is who a container runs as.
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;
}

/**
 * Returns the path of a browser, installing one if need be. Throws with advice if none can be had.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== null) {
    return found;
  }
  await installFromDebian('Chromium', ['chromium', 'fonts-dejavu-core']);
  const installed = await findChromium();
  if (installed !== null) {
    return installed;
  }
  console.log('Installing Chromium with Playwright ...');
  await runTool('@playwright/test', ['install', 'chromium'], { bin: 'playwright' });
  const downloaded = await findChromium();
  if (downloaded === null) {
    throw new Error(
      'The browser tests need Chromium or Chrome, and installing one failed. Install one ' +
        '(Debian, Ubuntu: "sudo apt-get install chromium"), or name its program in CHROMIUM_PATH.',
    );
  }
  return downloaded;
}
