// npm run lab -- COMMAND: puts the command line together. The only file here that touches the process.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../core/base/index.ts';
import type { Files } from './answer.ts';
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

const files: Files = {
  read,
  readOwn: (path) => read(join(ROOT, path)),
  writeOwn: (path, text) => writeFileSync(join(ROOT, path), text),
};

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on('error', () => process.exit());

const { out, err: complaint, code } = cli(process.argv.slice(2), files);
process.stdout.write(out);
process.stderr.write(complaint);
process.exitCode = code;
