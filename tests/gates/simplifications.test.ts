// Every departure from reality is listed where readers look for it, and nothing else is.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const SRC = join(ROOT, 'src');

/** Files of `src` that mark a departure, with how many they mark. */
function marked(): Map<string, number> {
  const found = new Map<string, number>();
  for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const count = readFileSync(file, 'utf8').split('Simplification:').length - 1;
    if (count > 0) found.set(relative(ROOT, file), count);
  }
  return found;
}

/** Files that ARCHITECTURE.md lists under "Simplifications", with how often. */
function listed(architecture: string): Map<string, number> {
  const section = architecture.split('\n## Simplifications\n')[1]?.split('\n## ')[0] ?? '';
  const found = new Map<string, number>();
  for (const [, file = ''] of section.matchAll(/`(src\/[^`]+\.tsx?)`/g)) {
    found.set(file, (found.get(file) ?? 0) + 1);
  }
  return found;
}

describe('Simplifications in ARCHITECTURE.md', () => {
  it('name every place in the source that marks one, and no other', () => {
    const architecture = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    const inSource = marked();
    expect(inSource.size).toBeGreaterThan(5);
    expect(Object.fromEntries(listed(architecture))).toEqual(Object.fromEntries(inSource));
  });

  it('are read from the list alone', () => {
    const text = 'x `src/a.ts`\n## Simplifications\n- `src/b.ts`: b\n\n## More\n`src/c.ts`\n';
    expect([...listed(text).keys()]).toEqual(['src/b.ts']);
  });
});
