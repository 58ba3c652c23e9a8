import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { KNOWN_VERSIONS, profileDifferences } from '../../../src/core/kernel/index.ts';

const FILE = join(import.meta.dirname, '../../../ARCHITECTURE.md');
const START = '<!-- profiles: generated, see tests/unit/kernel/differences.test.ts -->\n';
const END = '<!-- end of profiles -->';

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(): string {
  const rows = profileDifferences().map(({ property, values }) => row([property, ...values]));
  const head = ['property', ...KNOWN_VERSIONS];
  return `${[row(head), row(head.map(() => '---')), ...rows].join('\n')}\n`;
}

function written(text: string): string {
  const from = text.indexOf(START) + START.length;
  return text.slice(from, text.indexOf(END));
}

describe('profileDifferences', () => {
  // BLESS=1 writes the table anew.
  it('is the table in ARCHITECTURE.md', () => {
    const text = readFileSync(FILE, 'utf8');
    expect(text).toContain(START);
    if (process.env['BLESS'] === '1') {
      writeFileSync(FILE, text.replace(written(text), table()));
      return;
    }
    expect(written(text)).toBe(table());
  });

  it('leaves out what is the same everywhere, and has a value for each version', () => {
    const rows = profileDifferences();
    expect(rows.map(({ property }) => property)).toContain('tailCall.counter');
    for (const { values } of rows) {
      expect(values).toHaveLength(KNOWN_VERSIONS.length);
      expect(new Set(values).size).toBeGreaterThan(1);
    }
  });
});
