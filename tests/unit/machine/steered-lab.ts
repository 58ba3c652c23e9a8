// The lab of the cover letter's race, with the protocol that has it, run by hand.

import { assert } from '../../../src/core/base/index.ts';
import { type RunTarget, runTo, Session } from '../../../src/core/machine/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';

const PROGRAMS = `.kernel 6.1
.map  jmp_table prog_array max_entries=2
.prog entry tc
        r6 = r1
        r7 = 5
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r0 = r7
        exit
.prog target_a tc
        r0 = 10
        exit
.init
        jmp_table[0] = target_a
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
`;

/** Without the RCU wait. */
export const HASTY = `.protocol map_poke t3
for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        BUG_ON(ret < 0);
        if (!old) {
            ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
            BUG_ON(ret < 0);
        }
    } else {
        ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
        BUG_ON(ret < 0);
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);
        BUG_ON(ret < 0);
    }
}
`;

/** Actors: CPU 0 runs `entry`, CPU 1 deletes the slot. */
export const CPU_0 = 2;
export const CPU_1 = 3;

export const SHIPPED = PROGRAMS;
export const RACY = PROGRAMS + HASTY;

/** A lab's result and its session. */
export interface Steered {
  readonly result: LabResult;
  readonly session: Session;
}

/** The lab after time zero and then as `legs` say; with none, run by the fair policy. */
export function steered(text: string, legs: readonly (readonly [number, RunTarget])[]): Steered {
  const result = compile(text);
  const { input, timeline } = result;
  assert(input !== null && timeline !== null, 'the lab runs');
  if (legs.length === 0) return { result, session: new Session(input, timeline.steps) };
  let session = new Session(input, timeline.steps.slice(0, timeline.zero));
  for (const [actor, target] of legs) {
    const words = session.stateAt(session.length).slice();
    const { steps } = runTo(session.machine, words, actor, target);
    session = session.withSteps([...session.steps, ...steps]);
  }
  return { result: { ...result, timeline: { ...timeline, steps: session.steps } }, session };
}

/** CPU 0 unwinds, CPU 1 pokes both sites, CPU 0 falls through. */
export const RACE: readonly (readonly [number, RunTarget])[] = [
  [CPU_0, { kind: 'site', which: 'target' }],
  [CPU_1, { kind: 'end' }],
  [CPU_0, { kind: 'end' }],
];
