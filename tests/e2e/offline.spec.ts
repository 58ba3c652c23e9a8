// The page without a network, and a newer version that waits to be asked for. It is served from a folder
// by a server of its own, so that the version can change under it.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

const PAGE = fileURLToPath(new URL('../../dist/page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
};

let server: Server;
let address: string;
/** Takes the place of the service worker's version, as the next release would. */
let release: string;

test.use({ serviceWorkers: 'allow' });

test.beforeEach(async () => {
  release = '';
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
    const file = path.endsWith('/') ? `${path}index.html` : path;
    try {
      const content = readFileSync(join(PAGE, file));
      const isWorker = file === '/sw.js' && release !== '';
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      });
      response.end(
        isWorker
          ? content.toString().replace(/version:`[^`]*`/, `version:\`${release}\``)
          : content,
      );
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

test.afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('works without a network once it was open', async ({ page, context }) => {
  await page.goto(address);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  server.closeAllConnections();
  server.close();
  await context.setOffline(true);
  await page.reload();
  const lab = new LabPage(page);
  await lab.write('.prog without tc\n        r0 = 7\n        exit\n');
  await expect(page.locator('.func-tab', { hasText: 'without' })).toBeVisible();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('says when a newer version is there, and takes it when it is told to', async ({ page }) => {
  await page.goto(address);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  const lab = new LabPage(page);
  await lab.write('.prog kept tc\n        r0 = 7\n        exit\n');
  await expect(page.locator('.func-tab', { hasText: 'kept' })).toBeVisible();
  release = 'the-next-one';
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
  await expect(page.getByText('A newer version of this page is ready')).toBeVisible({
    timeout: 20_000,
  });
  await page.getByRole('button', { name: 'Load it now' }).click();
  // The page loads anew meanwhile, and its questions are lost with it.
  const kept = () => page.evaluate(() => caches.keys()).catch(() => []);
  await expect.poll(kept).toEqual(['pokescope-the-next-one']);
  await expect(page.locator('.func-tab', { hasText: 'kept' })).toBeVisible();
  await expect(page.getByText('A newer version of this page is ready')).toBeHidden();
});
