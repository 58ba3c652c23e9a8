import { describe, expect, it } from 'vitest';
import {
  type CpuState,
  inspectCpu,
  Session,
  type StackFrame,
} from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { CPU_0, RACE, RACY, steered } from './steered-lab.ts';

/** Calls a subprogram, which calls a helper that works on a shared map. */
const NESTED = `
.kernel 6.1
.map counts hash key_size=4 value_size=8 max_entries=4
.prog entry tc
        r6 = r1
        *(u64 *)(r10 - 8) = 7
        call classify
        r0 += 1
        exit
.func classify
        r7 = 3
        *(u32 *)(r10 - 4) = 1
        r2 = r10
        r2 += -4
        r1 = counts ll
        call map_lookup_elem
        r0 = r7
        exit
.cpu 0
        run entry
`;

/** Every state that CPUs pass through in a run, instruction by instruction, outside of traps and wrecks. */
function* states(session: Session): Generator<{ state: CpuState; at: string }> {
  for (const [idx, { actor, events }] of session.steps.entries()) {
    if (events.some(({ kind }) => kind === 'verdict')) return;
    const insns = Math.max(1, session.insnsOf(idx).length);
    for (let done = 0; done < insns; done++) {
      const state = session.cpuAt(idx, actor, done);
      if (state && state.mode !== 'idle') yield { state, at: `step ${idx} insn ${done}` };
    }
  }
}

function live({ slots }: StackFrame): string[] {
  return slots.filter((slot) => slot.live).map(({ kind, register }) => register ?? kind);
}

function runOf(text: string): Session {
  const { input, timeline } = compile(text);
  if (!input || !timeline) throw new Error('the lab runs');
  return new Session(input, timeline.steps);
}

/** The innermost frame after each instruction of the first block of the run. */
function framesOfEntry(session: Session, actor: number): StackFrame[] {
  const idx = session.steps.findIndex(({ events }) => events.some((e) => e.kind === 'run-begin'));
  return session.insnsOf(idx).map((_, done) => {
    const frame = session.cpuAt(idx, actor, Math.max(1, done))?.frames[0];
    if (!frame) throw new Error(`no frame after ${done} instructions`);
    return frame;
  });
}

describe('inspectCpu', () => {
  it('builds the frame push by push, as the prologue does', () => {
    const frames = framesOfEntry(steered(RACY, RACE).session, CPU_0);
    // nop5, xor eax eax | push rbp | mov rbp rsp | sub rsp 8 | push rax | push rbx | push r13
    const whole = ['return', 'saved-rbp', 'bpf-stack', 'counter', 'rbx', 'r13'];
    const sizes = [1, 1, 1, 2, 2, 3, 4, 5, 6];
    for (const [done, size] of sizes.entries()) {
      const frame = frames[done];
      expect([done, frame && live(frame)]).toEqual([done, whole.slice(0, size)]);
      expect(frame?.stage).toBe(done < 8 ? 'building' : 'whole');
    }
  });

  it('takes the frame down pop by pop between the bypass and the target', () => {
    const { session } = steered(RACY, RACE);
    const idx = session.steps.findIndex(({ events }) =>
      events.some((event) => event.kind === 'fetch' && event.site.which === 'bypass'),
    );
    // the nop at P1 | pop r13 | pop rbx | pop rax | add rsp 8
    const sizes = session.insnsOf(idx).map((_, done) => {
      const frame = session.cpuAt(idx, CPU_0, done)?.frames[0];
      return frame ? live(frame).length : 0;
    });
    expect(sizes).toEqual([6, 6, 5, 4, 3]);
    const after = session.cpuAt(idx + 1, CPU_0);
    expect(after?.frames[0] && live(after.frames[0])).toEqual(['return', 'saved-rbp']);
    expect(after?.frames[0]?.stage).toBe('unwound');
    expect(after?.unwound).toBe(true);
  });

  it('shows the frame as given back while a CPU in state A goes on with it', () => {
    const { session } = steered(RACY, RACE);
    const wreck = session.steps.findIndex(({ events }) =>
      events.some((event) => event.kind === 'verdict' && event.verdict === 'fell-through'),
    );
    const frame = session.cpuAt(wreck, CPU_0, 2)?.frames[0];
    expect(frame?.stage).toBe('unwound');
    expect(frame && live(frame)).toEqual(['return', 'saved-rbp']);
    // The BPF stack is still where rbp says, 8 bytes below it; the IPIs have written over the 5.
    const stack = frame?.slots.find(({ kind }) => kind === 'bpf-stack');
    expect(stack?.addr).toBe((frame?.rbp ?? 0n) - 8n);
    expect(stack?.quads).not.toEqual([5n]);
  });

  it('shows that a function which is called in state A writes over the frame of its caller', () => {
    const text = RACY.replace('        r1 = r6\n', '        call sub\n').replace(
      '.prog target_a tc',
      '.func sub\n        *(u64 *)(r10 - 8) = 9\n        r0 = 1\n        exit\n.prog target_a tc',
    );
    const { session } = steered(text, RACE);
    const wreck = session.steps.findIndex(({ events }) => events.some((e) => e.kind === 'verdict'));
    const inside = session
      .insnsOf(wreck)
      .map((_, done) => session.cpuAt(wreck, CPU_0, Math.max(1, done))?.frames ?? [])
      .filter(([sub]) => sub?.place?.funcIdx === 1 && sub.stage === 'whole');
    expect(inside.length).toBeGreaterThan(1);
    for (const [sub, main] of inside) {
      expect(main && live(main)).toEqual(['return', 'saved-rbp']);
      // Its return address lies where R10-8 of the caller was.
      expect(sub?.slots[0]?.addr).toBe((main?.rbp ?? 0n) - 8n);
    }
  });

  it('finds the caller behind a subprogram and behind a helper that has just been called', () => {
    const session = runOf(NESTED);
    const idx = session.steps.findIndex(({ events }) => events.some((e) => e.kind === 'helper'));
    const state = session.cpuAt(idx, session.steps[idx]?.actor ?? 0);
    expect(state?.next).toBe('helper');
    expect(state?.kernel).toContain('lookup_elem');
    expect(
      state?.frames.map(({ kernel, place, slots }) => [
        kernel === null,
        place?.funcIdx,
        slots.map(({ kind }) => kind).join(' '),
      ]),
    ).toEqual([
      [false, undefined, 'return'],
      [true, 1, 'return saved-rbp bpf-stack callee-saved'],
      [true, 0, 'return saved-rbp bpf-stack callee-saved'],
    ]);
    const [helper, sub, main] = state?.frames ?? [];
    expect(helper?.slots[0]?.returnTo).toEqual(sub?.place);
    expect(sub?.slots[0]?.returnTo).toEqual(main?.place);
    expect(main?.slots[0]?.returnTo).toBeNull();
    expect(sub?.slots[1]?.quads).toEqual([main?.rbp]);
    expect(main?.slots[2]?.quads).toEqual([7n]);
  });

  it('shows the registers that an int3 saved below rsp', () => {
    const lab = LABS.find(({ id }) => id === 'int3-hit');
    const { input, timeline } = compile(lab?.text ?? '', { script: lab?.script ?? [] });
    if (!input || !timeline) throw new Error('the lab runs');
    const session = new Session(input, timeline.steps);
    const trap = session.steps.findIndex(({ events }) => events.some((e) => e.kind === 'int3'));
    const state = session.cpuAt(trap + 1, session.steps[trap]?.actor ?? 0);
    const [frame, interrupted] = state?.frames ?? [];
    expect(frame?.kernel).toBe('int3 handler');
    const saved = frame?.slots[0];
    expect(saved?.kind).toBe('trap');
    // rip is the fifth qword from the top, rsp the second.
    expect(saved?.quads.at(-5)).toBe(state?.rip);
    expect(saved?.quads.at(-2)).toBe(state?.regs[4]);
    expect((saved?.addr ?? 0n) + BigInt(saved?.byteLen ?? 0) <= (state?.regs[4] ?? 0n)).toBe(true);
    expect(interrupted?.place?.progIdx).toBe(0);
  });

  it('has nothing live below rsp, and a frame for each call, at every instruction of every lab', {
    timeout: 60_000,
  }, () => {
    let seen = 0;
    for (const lab of LABS.filter(({ text }) => /^\s*run /m.test(text))) {
      const { input, timeline } = compile(lab.text, { script: lab.script ?? [] });
      if (!input || !timeline) throw new Error(`${lab.id} runs`);
      const session = new Session(input, timeline.steps.slice(0, 150));
      for (const { state, at } of states(session)) {
        if (state.interruptsOff || state.frames.length === 0) continue;
        seen++;
        const lowest = state.frames[0]?.slots.filter((slot) => slot.live).at(-1)?.addr;
        expect(`${lab.id} ${at} ${lowest}`).toBe(`${lab.id} ${at} ${state.regs[4]}`);
        expect(`${at} ${state.frames.length}`).toBe(`${at} ${state.callDepth + 1}`);
      }
    }
    expect(seen).toBeGreaterThan(500);
  });

  it('is null for an actor that never runs a program', () => {
    const { session } = steered(RACY, RACE);
    expect(inspectCpu(session.machine, session.stateAt(0), 0)).toBeNull();
  });
});
