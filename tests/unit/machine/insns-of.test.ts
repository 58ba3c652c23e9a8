import { describe, expect, it } from 'vitest';
import { CPU_0, RACE, RACY, steered } from './steered-lab.ts';

const { session, result } = steered(RACY, RACE);
const zero = result.timeline?.zero ?? 0;
const steps = [...session.steps.keys()].slice(zero);

function blockOf(step: number) {
  const event = session.steps[step]?.events.find(({ kind }) => kind === 'block');
  return event?.kind === 'block' ? event : null;
}

describe('Session.insnsOf', () => {
  it('lists as many instructions as the step says it executed', () => {
    const blocks = steps.filter((step) => blockOf(step));
    expect(blocks.length).toBe(3);
    for (const step of blocks) {
      expect([step, session.insnsOf(step).length]).toEqual([step, blockOf(step)?.insns]);
    }
  });

  it('stands where the CPU stands when it has executed those before', () => {
    for (const step of steps) {
      const actor = session.steps[step]?.actor ?? CPU_0;
      const places = session.insnsOf(step);
      places.forEach((place, insns) => {
        if (insns === 0) return;
        expect([step, insns, session.cpuAt(step, actor, insns)?.place]).toEqual([
          step,
          insns,
          place,
        ]);
      });
    }
  });

  it('begins a run at its entry', () => {
    const step = steps.find((idx) =>
      session.steps[idx]?.events.some(({ kind }) => kind === 'run-begin'),
    );
    expect(session.insnsOf(step ?? -1)[0]).toEqual({ progIdx: 0, funcIdx: 0, byteOff: 0 });
  });

  it('stops at its limit, and is empty for a step without a block', () => {
    const block = steps.find((step) => (blockOf(step)?.insns ?? 0) > 4) ?? -1;
    expect(session.insnsOf(block, 3)).toEqual(session.insnsOf(block).slice(0, 3));
    const none = steps.find((step) => !blockOf(step)) ?? -1;
    expect(session.insnsOf(none)).toEqual([]);
  });
});
