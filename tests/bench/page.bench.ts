// From a key to painted bytes, in Chromium on the built page. The page sets the performance mark
// `bytes-painted` in the frame after it drew the bytes of the present text.

import { spawn } from 'node:child_process';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { linkCodec } from '../../src/url/codec.ts';
import { NO_CHECKS } from '../../src/url/run-checks.ts';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';
import type { Bench, Benches } from './bench.ts';
import { chainText, labText, longRunText } from './programs.ts';

const PAINTED = 'bytes-painted';
const WARMUPS = 5;
const RUNS = 40;
/** Between two keys, in ms: each starts from rest. */
const REST = 250;

function linkTo(text: string): string {
  return linkCodec.encode({
    text,
    profile: null,
    imageSum: null,
    schedule: [],
    policy: 'fair',
    steered: false,
    cursor: 0,
    inside: 0,
    checks: NO_CHECKS,
    pinned: null,
    breakpoints: [],
    watches: [],
    syntax: 'att',
    pane: 'bytes',
  });
}

async function startServer(port: number): Promise<() => void> {
  const args = ['node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1'];
  const server = spawn(process.execPath, [...args, '--port', String(port), '--strictPort'], {
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (answer?.ok) return () => server.kill();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill();
  throw new Error('the built page is not served; "npm run build" makes it');
}

/** Opens the page on a text, by a link, as a colleague would. */
async function withPage<T>(text: string, work: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error('no Chromium found');
  const port = 20_000 + (process.pid % 20_000);
  const stop = await startServer(port);
  const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`http://127.0.0.1:${port}/${linkTo(text)}`);
    return await work(page);
  } finally {
    await browser.close();
    stop();
  }
}

/** Waits for editor and bytes, and leaves the cursor at the end of the second line. */
async function placeCursor(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Bytes' }).waitFor();
  const editor = page.locator('.monaco-editor').first();
  await editor.waitFor({ timeout: 30_000 });
  await page.waitForTimeout(2000);
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
}

/** Notes when the next key goes down; `keyToPaint` reads it. */
async function armKeyClock(page: Page): Promise<void> {
  await page.evaluate((mark) => {
    performance.clearMarks(mark);
    const note = (event: KeyboardEvent) => {
      document.documentElement.dataset['keyAt'] = String(event.timeStamp);
    };
    window.addEventListener('keydown', note, { capture: true, once: true });
  }, PAINTED);
}

/** Milliseconds from the key to the first painting after it. */
async function keyToPaint(page: Page): Promise<number> {
  const handle = await page.waitForFunction(
    (mark) => {
      const keyAt = Number(document.documentElement.dataset['keyAt'] ?? Number.NaN);
      const painted = performance.getEntriesByName(mark).find((entry) => entry.startTime > keyAt);
      return painted === undefined ? null : painted.startTime - keyAt;
    },
    PAINTED,
    { timeout: 10_000 },
  );
  return Number(await handle.jsonValue());
}

async function sampleKeys(page: Page): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < WARMUPS + RUNS; i++) {
    await armKeyClock(page);
    // `r0 = 1` becomes `r0 = 12` and back: other bytes each time.
    await page.keyboard.press(i % 2 === 0 ? '2' : 'Backspace');
    samples.push(await keyToPaint(page));
    await page.waitForTimeout(REST);
  }
  return samples.slice(WARMUPS);
}

const keystroke = (count: number, bars: readonly number[]): Bench => ({
  kind: 'samples',
  name: `keystroke to painted bytes, ${count.toLocaleString('en')} insns`,
  unit: 'ms',
  bars,
  byP95: true,
  run: () =>
    withPage(labText(count), async (page) => {
      await placeCursor(page);
      return sampleKeys(page);
    }),
});

const SCRUB_MOVES = 120;
/** Between two moves of a drag, in ms: long enough to be painted, too short to be a rest. */
const MOVE_REST = 60;

/** Busy time of the main thread so far, in ms. */
async function busyTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN);
}

/** Moves the pressed pointer by the browser's own input: Playwright's mouse runs scripts in the page at each move of a drag. */
async function moveTo(session: CDPSession, x: number, y: number): Promise<void> {
  await session.send('Input.dispatchMouseEvent', {
    type: 'mouseMoved',
    x,
    y,
    button: 'left',
    buttons: 1,
  });
}

/**
 * Drags the cursor over the whole run; for each move what the page worked until it was painted. Nothing is
 * asked of the page meanwhile, as that would be work of its main thread too: each move has its time instead.
 */
async function sampleScrub(page: Page): Promise<number[]> {
  const slider = page.getByRole('slider').first();
  await slider.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(5000);
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the timeline has no slider');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 4, y);
  await page.mouse.down();
  const samples: number[] = [];
  for (let i = 0; i < WARMUPS + SCRUB_MOVES; i++) {
    const before = await busyTime(session);
    await moveTo(session, box.x + 4 + ((box.width - 8) * i) / (WARMUPS + SCRUB_MOVES), y);
    await page.waitForTimeout(MOVE_REST);
    samples.push((await busyTime(session)) - before);
  }
  await page.mouse.up();
  const shown = Number(await slider.getAttribute('aria-valuenow'));
  const last = Number(await slider.getAttribute('aria-valuemax'));
  if (!(shown > 0.9 * last)) throw new Error('the drag did not take the cursor along');
  return samples.slice(WARMUPS);
}

const scrub = (name: string, text: () => string): Bench => ({
  kind: 'samples',
  name: `scrub one frame in ${name}`,
  unit: 'ms',
  bars: [16],
  byP95: true,
  run: () => withPage(text(), sampleScrub),
});

export const benches: Benches = [
  keystroke(40, [50, 16]),
  keystroke(4_000, [150, 50]),
  scrub('a 96,000-step run of updates', () => longRunText(1_500)),
  scrub('a 95,000-step run of a CPU', () => chainText({ alu: 2, runs: 1_370 })),
];
