// Two protocols on one schedule, step beside step.

import { type Action, createMachine } from '../machine/index.ts';
import {
  type ComparedSide,
  type ComparedStep,
  comparedSide,
  mutedTimeline,
  refusedSide,
  StepWords,
} from './compared-side.ts';
import { compile } from './compile.ts';
import { followTurns, type Turn, type TurnTaken, turnsOf } from './follow-run.ts';
import type { Override } from './override.ts';
import type { Timeline } from './result.ts';
import { runLab, withTimeline } from './run-lab.ts';

export interface CompareQuestion {
  /** Choices from time zero on of the run that both follow. */
  readonly schedule: readonly Action[];
  /** What wins over the lab's directives on either side; {} is the lab as it stands. */
  readonly a: Override;
  readonly b: Override;
  /** Another lab for the second side; left out: the same one. Turns go to the actors of the same number. */
  readonly textB?: string;
  /** The side that the schedule is of; left out: the lab as it stands. */
  readonly of?: 'a' | 'b';
  /** Tells what was done, and not that it was wrong. */
  readonly isMuted?: boolean;
}

/** What both did with one turn of the schedule; null: nothing. */
export interface ComparedRow {
  readonly a: ComparedStep | null;
  readonly b: ComparedStep | null;
  /** Behind the end of the schedule, where actors take turns by themselves. */
  readonly isBehind: boolean;
}

export interface Comparison {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** What `ComparedStep.sites` are, and their states at time zero. */
  readonly sites: { readonly a: SitesAtZero; readonly b: SitesAtZero };
  readonly rows: readonly ComparedRow[];
  /** First row in which they do not do the same; null if there is none. */
  readonly divergesAt: number | null;
  /** Rows that are left out at the end. */
  readonly omitted: number;
}

export interface SitesAtZero {
  readonly names: readonly string[];
  readonly states: ComparedStep['sites'];
}

/** Steps after which a run of a comparison is cut, and rows that are told. */
const MAX_STEPS = 5_000;
const MAX_ROWS = 1_000;

interface Played {
  readonly side: ComparedSide;
  readonly sites: SitesAtZero;
  /** By turn of the schedule, then what follows it. */
  readonly turns: readonly { readonly [K in keyof TurnTaken]: readonly ComparedStep[] }[];
  readonly behind: readonly ComparedStep[];
}

const NO_SITES: SitesAtZero = { names: [], states: [] };

/** Runs the lab under both, along the same schedule. Never throws for any text. */
export function compareProtocols(text: string, question: CompareQuestion): Comparison {
  const { schedule, a, b, textB = text, isMuted = false } = question;
  const override = question.of === undefined ? {} : question[question.of];
  const from = question.of === 'b' ? textB : text;
  const own = compile(from, { schedule, policy: null, override });
  const turns = own.timeline ? turnsOf(own.timeline.steps, own.timeline.zero) : [];
  const left = play(text, a, turns, isMuted);
  const right = play(textB, b, turns, isMuted);
  const rows = [...turnRows(turns, left, right), ...zip(left.behind, right.behind, true)];
  const divergesAt = rows.findIndex((row) => !isSame(row));
  return {
    a: left.side,
    b: right.side,
    sites: { a: left.sites, b: right.sites },
    rows: rows.slice(0, MAX_ROWS),
    divergesAt: divergesAt < 0 ? null : divergesAt,
    omitted: Math.max(0, rows.length - MAX_ROWS),
  };
}

function play(text: string, override: Override, turns: readonly Turn[], isMuted: boolean): Played {
  const result = compile(text, { override, policy: null });
  const { input } = result;
  if (!input) return { side: refusedSide(result), sites: NO_SITES, turns: [], behind: [] };
  const taken = followTurns(createMachine(input), turns, MAX_STEPS);
  const schedule = taken.flatMap(({ before, own, behind }) => [
    ...before,
    ...(own === null ? [] : [own]),
    ...behind,
  ]);
  const timeline = runLab(input, { schedule, policy: 'fair' });
  const judged = withTimeline(result, timeline);
  const shown = isMuted ? mutedTimeline(timeline) : timeline;
  const words = new StepWords(judged, input, shown, isMuted);
  const side = comparedSide(judged, input, timeline);
  return {
    side: isMuted ? { ...side, verdicts: [] } : side,
    sites: { names: words.siteNames(), states: words.sitesAt(timeline.zero) },
    ...told(words, timeline, taken),
  };
}

/** The steps of each turn in words, and those behind the last one. */
function told(
  words: StepWords,
  { steps, zero }: Timeline,
  taken: readonly TurnTaken[],
): Pick<Played, 'turns' | 'behind'> {
  let next = zero;
  const tell = (count: number): ComparedStep[] => {
    const from = next;
    next += count;
    return Array.from({ length: count }, (_, idx) => words.at(from + idx)).filter(
      (step) => step !== null,
    );
  };
  const turns = taken.map(({ before, own, behind }) => ({
    before: tell(before.length),
    own: tell(own === null ? 0 : 1),
    behind: tell(behind.length),
  }));
  return { turns, behind: tell(Math.min(MAX_ROWS, Math.max(0, steps.length - next))) };
}

function turnRows(turns: readonly Turn[], left: Played, right: Played): ComparedRow[] {
  return turns.flatMap((_, idx) => {
    const a = left.turns[idx];
    const b = right.turns[idx];
    return (['before', 'own', 'behind'] as const).flatMap((part) =>
      zip(a?.[part] ?? [], b?.[part] ?? [], false),
    );
  });
}

function zip(
  left: readonly ComparedStep[],
  right: readonly ComparedStep[],
  isBehind: boolean,
): ComparedRow[] {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, idx) => ({
    a: left[idx] ?? null,
    b: right[idx] ?? null,
    isBehind,
  }));
}

/** The same actor does the same, by the words for it; statements may be written otherwise. */
function isSame({ a, b }: ComparedRow): boolean {
  return a?.actor === b?.actor && a?.title === b?.title && a?.sites.join() === b?.sites.join();
}
