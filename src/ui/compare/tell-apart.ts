// A schedule on which one side goes wrong and the other does not: searched for on either side, then followed on both.

import type { CompareQuestion } from '../../core/pipeline/index.ts';
import type { FoundOrder, SideNames } from '../../store/open-view.ts';
import type { PageStore } from '../../store/page-store.ts';
import { textWith } from './compare-choice.ts';

type Side = 'a' | 'b';

export type TellApart =
  | { readonly kind: 'found'; readonly found: FoundOrder }
  /** Why there is none, or none is known. */
  | { readonly kind: 'none'; readonly message: string };

export interface TellApartJob {
  readonly text: string;
  readonly a: SideNames;
  readonly b: SideNames;
  /** Bound of each search's memory. */
  readonly megabytes: number;
  readonly onProgress: (side: Side, states: number) => void;
  /** Asked before each search. */
  readonly isWanted: () => boolean;
}

/** Failures of one side that are tried on the other. */
const MOST_TRIED = 8;
const MEBI = 1024 * 1024;

type Engine = Pick<PageStore, 'language' | 'explorer'>;

interface SideAnswer {
  readonly found: FoundOrder | null;
  /** What is known of all orders of this side, as a clause. */
  readonly clause: string;
}

async function failsAlone(
  { language }: Engine,
  text: string,
  question: CompareQuestion & { readonly of: Side },
): Promise<boolean> {
  const comparison = await language.compare(text, question);
  if (!comparison) return false;
  const other = comparison[question.of === 'a' ? 'b' : 'a'];
  const isWell = other.verdicts.length === 0 && other.refused.length === 0;
  return comparison[question.of].verdicts.length > 0 && isWell;
}

async function searchSide(engine: Engine, job: TellApartJob, of: Side): Promise<SideAnswer> {
  const { text, a, b, megabytes, onProgress } = job;
  const answer = await engine.explorer.explore(
    textWith(text, job[of]),
    { maxBytes: megabytes * MEBI },
    ({ states }) => onProgress(of, states),
  );
  const name = of.toUpperCase();
  if (answer.kind !== 'done') {
    const why = 'message' in answer ? answer.message : 'the search was stopped';
    return { found: null, clause: `${name} could not be searched: ${why}` };
  }
  const { failures, verdict } = answer.result;
  for (const { schedule } of failures.slice(0, MOST_TRIED)) {
    if (await failsAlone(engine, text, { schedule, a, b, of })) {
      return { found: { of, schedule }, clause: '' };
    }
  }
  if (failures.length > 0)
    return { found: null, clause: `where ${name} fails, the other side does too` };
  const isDone = verdict === 'pass';
  return {
    found: null,
    clause: isDone
      ? `${name} passes in every order`
      : `the search of ${name} did not get to its end`,
  };
}

/** The second side first: it is the one that the reader put beside the lab. */
export async function tellApart(engine: Engine, job: TellApartJob): Promise<TellApart> {
  const clauses: string[] = [];
  for (const of of ['b', 'a'] as const) {
    if (!job.isWanted()) break;
    const { found, clause } = await searchSide(engine, job, of);
    if (found) return { kind: 'found', found };
    clauses.push(clause);
  }
  return {
    kind: 'none',
    message: `No schedule was found that only one side fails on: ${clauses.join('; ')}.`,
  };
}
