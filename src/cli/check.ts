// `check`: every order of steps. One line with the verdict, then the schedule that fails.

import { assert } from '../core/base/index.ts';
import type { ExploreResult, Failure } from '../core/explore/index.ts';
import { compile, type LabResult, type Override } from '../core/pipeline/index.ts';
import { type Answer, EXIT, printed, type World } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledLab } from './read-lab.ts';
import { searchLab } from './search-lab.ts';
import { stepLines } from './steps-text.ts';

const CODES = { pass: EXIT.held, fail: EXIT.failed, 'not-finished': EXIT.notFinished } as const;

/** The whole answer in a line. */
function verdictLine(result: ExploreResult): string {
  const covered = `states=${result.states} transitions=${result.transitions}`;
  const [failure] = result.failures;
  if (failure) {
    const { property, schedule, switches } = failure;
    return `FAIL ${property} steps=${schedule.length} switches=${switches}`;
  }
  return result.verdict === 'pass'
    ? `PASS ${covered}`
    : `NOT FINISHED ${covered}: ${result.unfinished ?? 'a bound was met'}`;
}

/** Where the text of each step comes from: the lab played again by the failure's choices. */
function playedLines({ text }: CompiledLab, override: Override, failure: Failure): string[] {
  const { schedule, causal } = failure;
  const { input, timeline } = compile(text, { override, schedule, policy: null });
  assert(input !== null && timeline !== null, 'a lab that was searched has a run');
  const marked = new Set(causal);
  return stepLines(input, timeline.steps, timeline.zero, (idx) => marked.has(idx));
}

function failureLines(lab: CompiledLab, override: Override, result: ExploreResult): string[] {
  const [failure, ...others] = result.failures;
  if (!failure) return [];
  return [
    '',
    ...playedLines(lab, override, failure),
    '',
    failure.message,
    'Steps marked * are those without which it would not fail.',
    ...(result.verdict === 'not-finished' ? [`The search did not end: ${result.unfinished}`] : []),
    ...(others.length === 0 ? [] : ['', 'Other ways to fail:']),
    ...others.map(({ property, message, schedule, switches }) => {
      return `${property} steps=${schedule.length} switches=${switches}: ${message}`;
    }),
  ];
}

function toJson({ profile, layout, protocols }: LabResult, result: ExploreResult): string {
  const about = {
    kernel: [profile.version, ...profile.options].join(' '),
    mapPoke: protocols.mapPoke.name,
    textPoke: protocols.textPoke.name,
    layout: layout.pieces,
  };
  const plain = { ...about, ...result, orders: result.orders?.toString() ?? null };
  return JSON.stringify(plain, null, 2);
}

export function check(args: Arguments, lab: CompiledLab, { progress }: World): Answer {
  const options = {
    reduction: args.reduction,
    ...(args.properties !== null && { properties: args.properties }),
    ...(args.maxStates !== null && { maxStates: args.maxStates }),
  };
  const result = searchLab(lab.result, options, progress);
  // A failure was found, whether or not all was seen.
  const code = result.failures.length > 0 ? EXIT.failed : CODES[result.verdict];
  if (args.json) return printed(`${toJson(lab.result, result)}\n`, code);
  const lines = [verdictLine(result), ...failureLines(lab, args.override, result)];
  return printed(`${lines.join('\n')}\n`, code);
}
