// The reference of the protocol language: complete, right in its examples, and equal to the file beside the language.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import {
  LAYOUT_PIECES,
  LIBRARY,
  PROTOCOL_CODES,
  PROTOCOL_VOCABULARY,
} from '../../../src/core/protocol/index.ts';
import { referenceMarkdown } from '../../../src/ui/reference/reference-markdown.ts';
import {
  GRAMMAR,
  REFERENCE,
  searchReference,
} from '../../../src/ui/reference/reference-sections.ts';

const FILE = new URL('../../../src/core/protocol/LANGUAGE.md', import.meta.url);
const rows = REFERENCE.flatMap((section) => section.rows);

describe('REFERENCE', () => {
  it('has every word, every piece of a layout, every entry of the library and every code once', () => {
    const ofLanguage = PROTOCOL_VOCABULARY.length + LIBRARY.length + PROTOCOL_CODES.length;
    const count = ofLanguage + LAYOUT_PIECES.length;
    expect(rows).toHaveLength(count);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
  });

  it('begins with a text that has no errors', () => {
    const { diagnostics } = compile(GRAMMAR);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('uses every kind of statement in that text', () => {
    for (const { name, kind } of PROTOCOL_VOCABULARY) {
      if (kind !== 'statement' || name === 'call_rcu_tasks_trace') continue;
      expect(GRAMMAR).toContain(name);
    }
  });
});

describe('searchReference', () => {
  it('finds rows by all words of a query, in names, forms, facts and examples', () => {
    const names = (query: string): string[] =>
      searchReference(query).flatMap((section) => section.rows.map(({ name }) => name));
    expect(names('synchronize tasks')).toContain('synchronize_rcu_tasks_trace');
    expect(names('direct_fixup')).toContain('fixup');
    expect(names('direct_fixup')).not.toContain('store');
    expect(names('layout/rewind')).toEqual(['layout/rewind-alone', 'layout/rewind-before-target']);
    expect(names('no such thing at all')).toEqual([]);
    expect(searchReference('  ')).toBe(REFERENCE);
  });
});

describe('referenceMarkdown', () => {
  it('is the file that the repository keeps (BLESS=1 writes it anew)', () => {
    const text = referenceMarkdown();
    if (process.env['BLESS'] === '1' && process.env['CI'] === undefined) writeFileSync(FILE, text);
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });
});
