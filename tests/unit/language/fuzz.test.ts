// Any text at all: damaged labs, cut in the middle of a word, with pieces where they do not belong.

import { describe, expect, it } from 'vitest';
import { createLanguage, type LanguageService } from '../../../src/core/language/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { LABS as ODD_LABS, PIECES } from '../../property/asm-labs.ts';
import { type Random, seededRandom } from '../../property/seeded-random.ts';
import { compiledService, edited, service } from './lab-text.ts';

const TEXTS = [...LABS.map(({ text }) => text), ...ODD_LABS];
const ROUNDS = Number(process.env['POKESCOPE_FUZZ'] ?? 100);

function pick<T>(next: Random, from: readonly T[]): T {
  const found = from[next(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

function damaged(next: Random): string {
  let text = pick(next, TEXTS);
  for (let edits = next(5); edits >= 0; edits--) {
    const at = next(text.length + 1);
    const cut = next(3) === 0 ? next(40) : 0;
    text = text.slice(0, at) + (next(2) === 0 ? pick(next, PIECES) : '') + text.slice(at + cut);
  }
  return text;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function inside(text: string, spans: readonly Span[]): boolean {
  return spans.every(({ start, end }) => 0 <= start && start <= end && end <= text.length);
}

/** Every question at one place; throws if an answer does, and says if a place lies outside. */
function askAll(language: LanguageService, text: string, at: number): boolean {
  const { span, items } = language.completions(text, at);
  const hover = language.hover(text, at);
  const definition = language.definition(text, at);
  const rename = language.rename(text, at, 'renamed_thing');
  const help = language.signature(text, at);
  const fixes = language.fixes(text, { start: at, end: at });
  const spans = [
    span,
    ...(hover ? [hover.span] : []),
    ...(definition ? [definition] : []),
    ...language.references(text, at),
    ...(rename.ok ? rename.edits.map((edit) => edit.span) : []),
    ...fixes.flatMap((fix) => [fix.span, ...fix.edits.map((edit) => edit.span)]),
  ];
  const shown = items.every(({ label, insert }) => label !== '' && insert !== '');
  const helped =
    help === null ||
    inside(
      help.label,
      help.params.map((param) => param.span),
    );
  return inside(text, spans) && shown && helped;
}

describe('a damaged lab', () => {
  it('is answered at any place, with places inside of it', () => {
    const next = seededRandom(20210129);
    for (let round = 0; round < ROUNDS; round++) {
      const text = damaged(next);
      for (let place = 0; place < 4; place++) {
        const at = next(text.length + 1);
        expect(askAll(service, text, at), `${at} in\n${text}`).toBe(true);
      }
      const lines = text.split('\n').length;
      for (const { startLine, endLine } of service.folds(text)) {
        expect(startLine).toBeLessThan(endLine);
        expect(endLine).toBeLessThan(lines);
      }
      service.outline(text);
    }
  }, 120_000);

  it('is formatted once and for all, if at all', () => {
    const next = seededRandom(20210130);
    for (let round = 0; round < ROUNDS; round++) {
      const text = damaged(next);
      const once = edited(text, service.format(text));
      expect(edited(once, service.format(once)), text).toBe(once);
    }
  }, 120_000);

  it('is answered with a result as well', () => {
    const next = seededRandom(20210131);
    const compiled = compiledService();
    for (let round = 0; round < ROUNDS / 10; round++) {
      const text = damaged(next);
      expect(askAll(compiled, text, next(text.length + 1)), text).toBe(true);
      expect(
        inside(
          text,
          compiled.notes(text).map(({ at }) => ({ start: at, end: at })),
        ),
      ).toBe(true);
    }
  }, 120_000);
});

describe('one text', () => {
  it('is read once for all questions, and again when it changes', () => {
    let asked = 0;
    const text = LABS[0]?.text ?? '';
    const language = createLanguage({
      resultOf: (of) => {
        asked++;
        return of === text ? compile(text) : null;
      },
    });
    expect(language.notes(text).length).toBeGreaterThan(0);
    expect(language.notes(`${text}\n`)).toEqual([]);
    expect(language.notes(text).length).toBeGreaterThan(0);
    expect(asked).toBe(3);
  }, 120_000);
});
