// `run`: one run in which everyone takes turns, told step by step, and what it came to.

import { assert } from '../core/base/index.ts';
import {
  createReplay,
  type MachineInput,
  machineActors,
  type Step,
} from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { type Answer, EXIT, printed } from './answer.ts';
import type { CompiledLab } from './read-lab.ts';
import { stepLines } from './steps-text.ts';

const HELD_BY_NONE = 'none';

/** What every run returned, in order. */
function retvalLines(input: MachineInput, steps: readonly Step[]): string[] {
  const actors = machineActors(input);
  return steps.flatMap(({ actor, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'run-end') return [];
      const prog = input.progs[event.progIdx]?.name ?? '';
      return [`${actors[actor]?.name ?? ''}: ${prog} returned ${event.retval}`];
    }),
  );
}

/** What the slots that anybody names hold at the end. */
function slotLines(input: MachineInput, steps: readonly Step[]): string[] {
  const actors = machineActors(input);
  const { slots } = createReplay({ ...input, actors }, steps).at(steps.length);
  const named = input.actors.flatMap(({ ops }) =>
    ops.flatMap(({ op }) => (op.kind === 'update' || op.kind === 'delete' ? [op] : [])),
  );
  const lines = named.map(({ mapIdx, key }) => {
    const progIdx = slots[mapIdx]?.[key] ?? null;
    const held = progIdx === null ? HELD_BY_NONE : (input.progs[progIdx]?.name ?? HELD_BY_NONE);
    return `${input.maps[mapIdx]?.name ?? ''}[${key}] holds ${held}`;
  });
  return [...new Set(lines)];
}

interface Judged {
  readonly line: string;
  readonly holds: boolean;
}

function judged({ text, result }: CompiledLab): Judged[] {
  return result.expects.map(({ span }) => {
    const failed = result.diagnostics.find(
      (found) => found.code === 'expect/failed' && found.span.start === span.start,
    );
    const lineNo = text.slice(0, span.start).split('\n').length;
    const written = (text.split('\n')[lineNo - 1] ?? '').trim();
    return {
      line: `${failed ? 'fails' : 'holds'}: ${written}${failed ? ` (${failed.message})` : ''}`,
      holds: !failed,
    };
  });
}

function goesWrong({ steps }: NonNullable<LabResult['timeline']>): boolean {
  return steps.some(({ events }) =>
    events.some(({ kind }) => kind === 'verdict' || kind === 'bug' || kind === 'halt'),
  );
}

export function run(lab: CompiledLab): Answer {
  const { input, timeline } = lab.result;
  assert(input !== null && timeline !== null, 'a lab without errors has a run');
  const { steps, zero, stopped } = timeline;
  const expects = judged(lab);
  const lines = [
    ...stepLines(input, steps, zero),
    '',
    ...(stopped === null ? [] : [`ended early: ${stopped}`]),
    ...retvalLines(input, steps),
    ...slotLines(input, steps),
    ...expects.map(({ line }) => line),
  ];
  const isWell = stopped === null && !goesWrong(timeline) && expects.every(({ holds }) => holds);
  return printed(`${lines.join('\n')}\n`, isWell ? EXIT.held : EXIT.failed);
}
