// A small project with this one's own tools and configs, in which a gate test plants a violation.
// Its few files are clean, so that what fails is what was planted.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The files that decide what the gates accept: the real ones. */
const CONFIGS = [
  '.dependency-cruiser.cjs',
  '.gitignore',
  '.oxlintrc.jsonc',
  'biome.json',
  'index.html',
  'package-lock.json',
  'package.json',
  'public/favicon.svg',
  'src/cli/tsconfig.json',
  'src/core/tsconfig.json',
  'src/labs/tsconfig.json',
  'src/tsconfig.json',
  'src/url/tsconfig.json',
  'src/worker/tsconfig.json',
  'tests/tools',
  'tests/tsconfig.json',
  'tsconfig.base.json',
  'vite.config.ts',
];

/** One or two files for each layer, each used by another. */
const CLEAN_FILES: Readonly<Record<string, string>> = {
  'src/cli/main.ts':
    "import { measure } from '../core/pipeline/index.ts';\n\n" +
    'process.exitCode = measure({ start: 1, end: 1 });\n',
  'src/core/base/index.ts': "export * from './length.ts';\n",
  'src/core/base/length.ts':
    'export interface Span {\n  readonly start: number;\n  readonly end: number;\n}\n\n' +
    'export function spanLength(span: Span): number {\n  return span.end - span.start;\n}\n',
  'src/core/pipeline/index.ts': "export { measure } from './measure.ts';\n",
  'src/core/pipeline/measure.ts':
    "import { type Span, spanLength } from '../base/index.ts';\n\n" +
    'export function measure(span: Span): number {\n  return spanLength(span);\n}\n',
  'src/labs/index.ts': "export const LABS: readonly string[] = ['first'];\n",
  'src/url/index.ts': "export const VERSION = 'v1';\n",
  'src/worker/client.ts':
    "import { measure } from '../core/pipeline/index.ts';\n\n" +
    'export const size = measure({ start: 1, end: 2 });\n',
  'src/worker/engine.worker.ts': "postMessage('here');\n",
  'src/worker/offline/service-worker.ts':
    'declare const __PRECACHE__: { readonly files: readonly string[] };\n\n' +
    "addEventListener('fetch', () => __PRECACHE__.files.length);\n",
  'src/page.css': '.page {\n  color: red;\n}\n',
  'src/store/model.ts':
    "import { LABS } from '../labs/index.ts';\nimport { VERSION } from '../url/index.ts';\n" +
    "import { size } from '../worker/client.ts';\n\n" +
    'export const model = { version: VERSION, labs: LABS, size };\n',
  'src/main.tsx': "import { model } from './store/model.ts';\n\ndocument.title = model.version;\n",
  'tests/unit/base/length.test.ts':
    "import { describe, expect, it } from 'vitest';\n" +
    "import { measure } from '../../../src/core/pipeline/index.ts';\n\n" +
    "describe('measure', () => {\n  it('counts from start to end', () => {\n" +
    '    expect(measure({ start: 2, end: 5 })).toBe(3);\n  });\n});\n',
};

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

export interface ProjectCopy {
  readonly root: string;
  /** Writes files, paths relative to the root. */
  plant(files: Readonly<Record<string, string>>): void;
  remove(path: string): void;
  /** Runs `npm run SCRIPT -- ARGS`, outside CI unless `env` says otherwise. */
  npmRun(script: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Outcome;
  dispose(): void;
}

function writeAll(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Environment of the tests' own runner and of CI, which must not reach the project's tools. */
const FOREIGN = /^(CI|BLESS|VITEST.*|NODE_ENV|NODE_OPTIONS|NODE_V8_COVERAGE|npm_.*|INIT_CWD)$/;

function environment(extra: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(inherited), ...extra };
}

function npmRun(
  root: string,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Outcome {
  const cli = process.env['npm_execpath'];
  const [file, first] = cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, stdout, stderr } = spawnSync(
    file,
    [...first, 'run', '--silent', script, '--', ...args],
    { cwd: root, env: environment(env), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return { code: status ?? 1, output: `${stdout}${stderr}` };
}

/** Makes a copy in the system's temporary folder. The caller disposes of it. */
export function createProjectCopy(): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'pokescope-gate-'));
  for (const path of CONFIGS) {
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeAll(root, CLEAN_FILES);
  return {
    root,
    plant: (files) => writeAll(root, files),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    npmRun: (script, args = [], env = {}) => npmRun(root, script, args, env),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
