// npm run lab -- COMMAND: puts the command line together. The only file here that touches the process.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../core/base/index.ts';
import { EXIT, type World } from './answer.ts';
import { cli } from './cli.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
};

/** The bundle stands in dist/lab. */
const ROOT = join(import.meta.dirname, '..', '..');

function read(path: string): Result<string, string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return err(REASONS[code] ?? `cannot be read (${code})`);
  }
}

const world: World = {
  read,
  readOwn: (path) => read(join(ROOT, path)),
  writeOwn: (path, text) => writeFileSync(join(ROOT, path), text),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
};

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on('error', () => process.exit());

try {
  const { out, err: complaint, code } = cli(process.argv.slice(2), world);
  process.stdout.write(out);
  process.stderr.write(complaint);
  process.exitCode = code;
} catch (error) {
  // A fault of this program is neither pass nor fail.
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`internal error, nothing is known: ${what}\n`);
  process.exitCode = EXIT.notFinished;
}
