// What each event does to the view of the CPU that it happened on.
// Authority: core/machine/event.ts.

import type { CodePlace, MachineEvent } from './event.ts';
import type { CpuView } from './view.ts';

/** A CPU before its first run. */
export const IDLE: CpuView = {
  run: null,
  mode: 'idle',
  place: null,
  next: 'none',
  tailCalls: 0,
  ipi: null,
  retval: null,
  verdicts: [],
};

/** The CPU after `event`; the same object when it changes nothing. */
export function foldCpu(cpu: CpuView, event: MachineEvent): CpuView {
  switch (event.kind) {
    case 'run-begin': {
      const { progIdx, ordinal, flavour } = event;
      return { ...cpu, run: { progIdx, ordinal, flavour }, mode: 'running', tailCalls: 0 };
    }
    case 'run-end':
      return { ...IDLE, ipi: cpu.ipi, retval: event.retval, verdicts: cpu.verdicts };
    case 'block':
      return { ...cpu, place: event.to, next: event.next };
    case 'tail-call':
      return { ...cpu, tailCalls: event.ordinal };
    case 'int3':
      return { ...cpu, mode: 'trapped', next: 'handler', place: behindInt3(cpu.place) };
    case 'int3-claim':
      return { ...cpu, mode: 'handler' };
    case 'int3-emulate':
      return { ...cpu, mode: 'running' };
    case 'ipi':
      return { ...cpu, ipi: null };
    case 'preempt':
      return { ...cpu, mode: 'preempted' };
    case 'resume':
      return { ...cpu, mode: 'running' };
    case 'verdict':
      return {
        ...cpu,
        verdicts: [...cpu.verdicts, event],
        ...(event.stops ? { mode: 'stopped', next: 'none', place: event.place } : {}),
      };
    default:
      return cpu;
  }
}

/** rip is behind the one byte that trapped. */
function behindInt3(place: CodePlace | null): CodePlace | null {
  return place && { ...place, byteOff: place.byteOff + 1 };
}
