import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { offlinePlugin } from './tests/tools/offline.mjs';
import { serviceWorkerPlugin } from './tests/tools/service-worker.mjs';

/**
 * index.html carries the page's strict content security policy. The development server alone needs
 * more: an inline script for React's refresh, and a socket for hot updates.
 */
const devServerCsp: Plugin = {
  name: 'dev-server-csp',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
};

/** Monaco's chunks have a folder, and a budget (`size-limit` in package.json), of their own. */
function chunkFolder(moduleIds: readonly string[]): string {
  const isEditor = moduleIds.some((id) => id.includes('/node_modules/monaco-editor/'));
  return isEditor ? 'assets/editor' : 'assets';
}

const isFont = (file: string) => /\.(woff2?|ttf)$/.test(file);

export default defineConfig({
  // Relative, so that the built page works from any path of any static host.
  base: './',
  plugins: [react(), devServerCsp, offlinePlugin(), serviceWorkerPlugin()],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/worker/[name]-[hash].js',
        chunkFileNames: 'assets/worker/[name]-[hash].js',
      },
    },
  },
  build: {
    target: 'es2022',
    outDir: 'dist/page',
    emptyOutDir: true,
    // Monaco's chunk is large by nature; size-limit judges sizes.
    chunkSizeWarningLimit: 4000,
    // The policy allows no font from a data: address.
    assetsInlineLimit: (file) => (isFont(file) ? false : undefined),
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: (chunk) => `${chunkFolder(chunk.moduleIds)}/[name]-[hash].js`,
      },
    },
  },
  // The editor and the worker are reached by dynamic imports: found up front, the development
  // server need not reload the page when they are first asked for.
  optimizeDeps: { entries: ['index.html', 'src/**/*.{ts,tsx}'] },
  test: {
    // A focused test would silence all others.
    allowOnly: process.env['CI'] === undefined,
    globalSetup: ['tests/tools/refuse-bless.ts'],
    // The runner would leave one processor to itself, which on a machine of two is half of it.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      // The pages of it are for reading at leisure, and take a while to write.
      reporter: [
        'text-summary',
        'json-summary',
        ...(process.env['CI'] === undefined ? ['html'] : []),
      ],
      reportsDirectory: 'coverage',
      thresholds: { 'src/core/**/*.ts': { lines: 85 } },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          // Nothing here leaves anything behind, and reading all of core for each file takes minutes.
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            'tests/e2e/**',
            'tests/gates/**',
            'tests/native/**',
            'tests/spin/**',
            'tests/ui/**',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          environment: 'jsdom',
          include: ['tests/ui/**/*.test.{ts,tsx}', 'tests/unit/ui/**/*.test.tsx'],
          // Styles are empty in tests, but where a module reads one as text.
          css: { include: [/\?raw$/] },
        },
      },
      {
        extends: true,
        test: {
          name: 'native',
          environment: 'node',
          include: ['tests/native/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'spin',
          environment: 'node',
          include: ['tests/spin/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'gates',
          environment: 'node',
          include: ['tests/gates/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
