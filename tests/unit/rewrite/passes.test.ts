import { describe, expect, it } from 'vitest';
import { accepted, printed, symbolImm } from './fixture.ts';

function rewritten(body: string, type = 'socket'): string[] {
  return printed(accepted(`.prog p ${type}\n${body}\nr0 = 0\nexit\n`)).slice(0, -2);
}

describe('removeDeadCode', () => {
  it('cuts the side that is never taken, and the jump itself', () => {
    expect(rewritten('r1 = 1\nif r1 == 1 goto +1\nr1 = 2\nr2 = 3')).toEqual(['r1 = 1', 'r2 = 3']);
  });

  it('keeps a jump of which both ends are reached, even if it always goes one way', () => {
    const body = ['r1 = 1', 'if r1 == 2 goto +1', 'r1 = 2', 'r2 = 3'];
    expect(rewritten(body.join('\n'))).toEqual(body);
  });

  it('removes goto +0 in one round only', () => {
    expect(rewritten('r2 = 1\ngoto +0\nr3 = 1')).toEqual(['r2 = 1', 'r3 = 1']);
    const chained = 'r2 = *(u32 *)(r1 + 0)\nif r2 == 5 goto +1\ngoto +1\ngoto +0\nr3 = 1';
    expect(rewritten(chained)).toEqual([
      'w2 = *(u32 *)(r1 + 112)',
      'if r2 == 5 goto +1',
      'goto +0',
      'r3 = 1',
    ]);
  });

  it('drops functions that only dead code calls', () => {
    const text =
      '.prog p socket\nr0 = 0\nif r0 == 0 goto +1\ncall f\nexit\n.func f\nr0 = 1\nexit\n';
    const { subprogs, insns } = accepted(text);
    expect(subprogs.map((subprog) => subprog.name)).toEqual(['p']);
    expect(insns).toHaveLength(2);
  });
});

describe('guardDivMod', () => {
  it('puts a test before every division by a register', () => {
    const unknown = 'r2 = *(u32 *)(r1 + 0)\nr3 = 9\n';
    const load = ['w2 = *(u32 *)(r1 + 112)', 'r3 = 9'];
    expect(rewritten(`${unknown}r3 /= r2`)).toEqual([
      ...load,
      'if r2 != 0 goto +2',
      'w3 ^= w3',
      'goto +1',
      'r3 /= r2',
    ]);
    expect(rewritten(`${unknown}r3 %= r2`)).toEqual([...load, 'if r2 == 0 goto +1', 'r3 %= r2']);
    expect(rewritten(`${unknown}w3 %= w2`)).toEqual([
      ...load,
      'if w2 == 0 goto +2',
      'w3 %= w2',
      'goto +1',
      'w3 = w3',
    ]);
  });

  it('moves the targets of jumps across it', () => {
    const body = 'r2 = *(u32 *)(r1 + 0)\nr3 = 9\nif r2 > 5 goto +1\nr3 /= r2\nr4 = r3';
    expect(rewritten(body)[2]).toBe('if r2 > 5 goto +4');
  });
});

describe('convertCtxAccesses', () => {
  it('masks loads of a part of a field', () => {
    expect(rewritten('r2 = *(u8 *)(r1 + 9)')).toEqual([
      'w2 = *(u32 *)(r1 + 168)',
      'w2 >>= 8',
      'w2 &= 255',
    ]);
  });

  it('does not mask what the kernel field does not have', () => {
    expect(rewritten('r2 = *(u16 *)(r1 + 16)')).toEqual(['w2 = *(u16 *)(r1 + 180)']);
  });

  it('refuses fields whose place is not known', () => {
    expect(() => rewritten('r2 = *(u32 *)(r1 + 84)')).toThrow('napi_id is not modelled yet');
  });

  it('turns packet pointers into 64-bit loads', () => {
    expect(rewritten('r2 = *(u32 *)(r1 + 140)', 'tc')).toEqual(['r2 = *(u64 *)(r1 + 72)']);
    expect(rewritten('r2 = *(u32 *)(r1 + 8)', 'xdp')).toEqual(['r2 = *(u64 *)(r1 + 16)']);
  });
});

describe('applyFixups', () => {
  const call = (imm: number): string => `call ${imm}`;
  const key = 'r2 = r10\nr2 += -4\n*(u32 *)(r10 - 4) = 0\n';

  it('calls the function of the map type', () => {
    const body = `${key}r1 = h ll\ncall 3`;
    expect(rewritten(body).at(-1)).toBe(call(symbolImm('htab_map_delete_elem')));
  });

  it('writes out a hash lookup', () => {
    expect(rewritten(`${key}r1 = h ll\ncall 1`).slice(-3)).toEqual([
      call(symbolImm('__htab_map_lookup_elem')),
      'if r0 == 0 goto +1',
      'r0 += 56',
    ]);
  });

  it('leaves a lookup in two maps to the helper', () => {
    const body = `r6 = *(u32 *)(r1 + 0)\n${key}r1 = h ll\nif r6 > 5 goto +2\nr1 = a ll\ncall 1`;
    expect(rewritten(body).at(-1)).toBe(call(symbolImm('bpf_map_lookup_elem')));
  });

  it('keeps the CPU number of socket filters apart from that of tc programs', () => {
    expect(rewritten('call 8')).toEqual([call(symbolImm('bpf_get_raw_cpu_id'))]);
    expect(rewritten('call 8', 'tc')).toEqual([call(symbolImm('bpf_get_smp_processor_id'))]);
  });
});

describe('zeroExtendCmpxchg', () => {
  const extended = (after: string): boolean => {
    const { insns } = accepted(`.prog p socket
      r2 = r10\n*(u64 *)(r10 - 8) = 0\nr0 = 1\nr1 = 2\nw0 = cmpxchg32_32(r2 - 8, w0, w1)\n${after}
      r0 = 0\nexit\n`);
    return insns.some((insn) => insn.code === 0xbc && insn.dst === 0 && insn.imm === 1);
  };

  it('extends r0 only if all of it is read', () => {
    expect(extended('r3 = r0')).toBe(true);
    expect(extended('w3 = w0')).toBe(false);
  });

  it('sees a read behind a join that another path reached first', () => {
    const body = 'r4 = 0\nif w0 > 5 goto +1\nr4 = 1\nr5 = 1\nr5 = 2\nr5 = 3\nr3 = r0';
    expect(extended(body)).toBe(true);
  });
});

describe('origin', () => {
  it('names the source slot of every insn', () => {
    const { origin } = accepted('.prog p socket\nr2 = *(u32 *)(r1 + 40)\nr0 = 0\nexit\n');
    expect([...origin]).toEqual([0, 0, 0, 1, 2]);
  });
});
