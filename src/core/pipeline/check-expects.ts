// `.expect`: what can be judged by the run is judged, and what cannot is said.
// Simplification: return values are not judged, because programs do not run yet.

import type { Lab, LabExpect } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import { nameTable } from './actors.ts';
import type { Timeline } from './result.ts';

const NONE = 'none';

/** Program in a slot after the last step: an index, or null for none. */
function finalSlot(timeline: Timeline, mapIdx: number, key: number): number | null {
  for (let i = timeline.steps.length - 1; i >= 0; i--) {
    const write = timeline.steps[i]?.events.findLast(
      (event) => event.kind === 'slot-write' && event.mapIdx === mapIdx && event.key === key,
    );
    if (write?.kind === 'slot-write') return write.new;
  }
  return null;
}

function checkSlot(lab: Lab, expect: LabExpect, timeline: Timeline): Diagnostic | null {
  if (expect.subject.kind !== 'slot') return null;
  const { map, key } = expect.subject;
  const progIdx = finalSlot(timeline, nameTable(lab).maps.get(map.name) ?? -1, key);
  const found = progIdx === null ? NONE : (lab.progs[progIdx]?.name ?? NONE);
  if (expect.values.includes(found)) return null;
  return {
    code: 'expect/failed',
    severity: 'warning',
    span: expect.span,
    message: `${map.name}[${key}] holds ${found} at the end, not ${expect.values.join(' or ')}`,
  };
}

/** One finding for each expectation that does not hold or that this version cannot judge. */
export function checkExpects(lab: Lab, timeline: Timeline): Diagnostic[] {
  return lab.expects.flatMap((expect) => {
    if (expect.subject.kind === 'retval') {
      return [
        {
          code: 'expect/not-judged',
          severity: 'info',
          span: expect.span,
          message:
            'return values are not judged: runs are shown, but their code is not executed yet',
        },
      ];
    }
    const failed = checkSlot(lab, expect, timeline);
    return failed ? [failed] : [];
  });
}
