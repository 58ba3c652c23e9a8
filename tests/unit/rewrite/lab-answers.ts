// What a compiled lab says, as the tests of its rewriting ask for it.

import { insnSlots, printXlated } from '../../../src/core/bpf/index.ts';
import type { LabResult } from '../../../src/core/pipeline/index.ts';

/** The first program as the JIT is given it, an insn a line. */
export function xlatedLines(result: LabResult): string[] {
  const { insns = [] } = result.progs[0]?.xlated ?? {};
  return insns.flatMap((insn, insnIdx) =>
    insn.code === 0 ? [] : [printXlated(insns.slice(insnIdx, insnIdx + insnSlots(insn)))],
  );
}

/** What each run returned. */
export function retvals(result: LabResult): number[] {
  return (result.timeline?.steps ?? []).flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'run-end' ? [event.retval] : [])),
  );
}
