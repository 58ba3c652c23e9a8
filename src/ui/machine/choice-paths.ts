// The verifier's paths to a tail call, in the words of the lab text.

import type { Span } from '../../core/base/index.ts';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import type { TailCallChoice, TailCallPath } from '../../core/rewrite/index.ts';

/** One place on a path: what stands there, and which way it went. */
export interface PathPlace {
  readonly span: Span;
  readonly code: string;
  readonly outcome: string;
}

export interface ChoicePath {
  readonly title: string;
  readonly places: readonly PathPlace[];
  /** Branches before those in `places` that are left out. */
  readonly omitted: number;
}

/** Branches shown of a path: the last ones, which lie nearest to the call. */
const SHOWN_BRANCHES = 6;

/** First line of the text at `span`, without a comment behind it. */
export function codeAt(text: string, span: Span): string {
  const line = text.slice(span.start, span.end).split('\n')[0] ?? '';
  return line.split('//')[0]?.trim() ?? '';
}

function pathTitle(result: LabResult, path: TailCallPath): string {
  const name = result.maps[path.mapIdx]?.name ?? `map ${path.mapIdx}`;
  return path.key === null ? `${name}[?]` : `${name}[${path.key}]`;
}

function placesOf(prog: ProgResult, text: string, path: TailCallPath): PathPlace[] {
  const shown = path.branches.slice(-SHOWN_BRANCHES);
  const steps = shown.map(({ insnIdx, taken }) => ({
    insnIdx,
    outcome: taken ? 'taken' : 'not taken',
  }));
  if (path.keyWriter !== null) steps.push({ insnIdx: path.keyWriter, outcome: 'makes the key' });
  return steps
    .sort((a, b) => a.insnIdx - b.insnIdx)
    .flatMap(({ insnIdx, outcome }) => {
      const span = prog.spans[insnIdx];
      return span ? [{ span, code: codeAt(text, span), outcome }] : [];
    });
}

/** The paths that made the verifier choose as it did. */
export function choicePaths(
  result: LabResult,
  prog: ProgResult,
  choice: TailCallChoice,
  text: string,
): ChoicePath[] {
  return choice.paths.map((path) => ({
    title: pathTitle(result, path),
    places: placesOf(prog, text, path),
    omitted: Math.max(0, path.branches.length - SHOWN_BRANCHES),
  }));
}

/** 1-based line of an offset in `text`. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
