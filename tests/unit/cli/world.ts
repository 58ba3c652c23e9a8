// A world in memory, for commands under test.

import type { Answer, World } from '../../../src/cli/answer.ts';
import { cli } from '../../../src/cli/cli.ts';
import { err, ok } from '../../../src/core/base/index.ts';

/** Runs a command line over `texts`, by path. */
export function lab(words: string, texts: Readonly<Record<string, string>> = {}): Answer {
  const read: World['read'] = (path) => {
    const text = texts[path];
    return text === undefined ? err('no such file') : ok(text);
  };
  const none = () => {
    throw new Error('nothing of the repository is written here');
  };
  return cli(words.split(' '), { read, readOwn: read, writeOwn: none, progress: () => undefined });
}
