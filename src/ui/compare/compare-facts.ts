// The numbers of two sides, set against each other.

import type { ComparedSide, Comparison } from '../../core/pipeline/index.ts';

export interface CompareFact {
  readonly label: string;
  readonly a: string;
  readonly b: string;
}

function waitWords({ counts: { waits, blocked } }: ComparedSide): string {
  if (waits === 0) return 'none';
  if (blocked === waits) return `${waits}, for readers`;
  return `${waits}, ${blocked === 0 ? 'none' : blocked} of them for readers`;
}

function pokeWords({ counts: { pokes, changed } }: ComparedSide): string {
  return pokes === changed ? `${pokes}` : `${pokes}, ${changed} of them wrote`;
}

function returnWords({ returns }: ComparedSide): string {
  return returns.map(({ actor, value }) => `${actor}: ${value}`).join(', ') || 'none';
}

const FACTS: readonly (readonly [label: string, words: (side: ComparedSide) => string])[] = [
  ['RCU waits', waitWords],
  ['Pokes', pokeWords],
  ['Stores to text', ({ counts }) => `${counts.stores}`],
  ['Syncs', ({ counts }) => `${counts.syncs}`],
  ['IPIs taken', ({ counts }) => `${counts.ipis}`],
  ['Runs returned', returnWords],
  ['Steps', ({ counts }) => `${counts.steps}`],
];

export function compareFacts({ a, b }: Comparison): CompareFact[] {
  return FACTS.map(([label, words]) => ({
    label,
    a: a.refused.length > 0 ? '' : words(a),
    b: b.refused.length > 0 ? '' : words(b),
  }));
}
