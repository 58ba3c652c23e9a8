import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import { verify } from '../../../src/core/rewrite/index.ts';
import { accepted, answer, envOf, refused, sourceOfInsns } from './fixture.ts';

const prog = (body: string, type = 'socket'): string => `.prog p ${type}\n${body}\n`;
const EXIT = { code: 0x95, dst: 0, src: 0, off: 0, imm: 0 };

function answerToInsns(...insns: readonly (typeof EXIT)[]): string {
  const result = verify(sourceOfInsns(insns), envOf([]));
  return result.ok ? 'accepted' : `${result.error.errno} ${result.error.message}`;
}

describe('verify: shape of the program', () => {
  it('refuses no insn and more than a million', () => {
    const exits = (count: number): (typeof EXIT)[] => Array.from({ length: count }, () => EXIT);
    expect(answerToInsns()).toMatch(/^7 a program must have 1 to 1000000 insns, not 0$/);
    expect(answerToInsns(EXIT)).toBe('13 R0 !read_ok');
    const result = verify(sourceOfInsns(exits(1_000_001)), envOf([]));
    expect(result).toMatchObject({ ok: false, error: { errno: 7, code: 'verifier/prog-size' } });
    // A million is let pass by this rule, and refused by the next.
    const most = verify(sourceOfInsns(exits(1_000_000)), envOf([]));
    expect(most).toMatchObject({ ok: false, error: { message: 'unreachable insn 1' } });
  }, 60_000);

  it('refuses insns that nothing reaches', () => {
    expect(answer(prog('r0 = 0\nexit\nr0 = 1\nexit'))).toBe('22 unreachable insn 2');
  });

  it('refuses a program that falls off its end', () => {
    expect(answer(prog('r0 = 0'))).toBe('22 last insn is not an exit or jmp');
  });

  it('refuses a jump out of the program or the function', () => {
    expect(answer(prog('r0 = 0\nif r0 == 0 goto +5\nexit'))).toBe(
      '22 jump out of range from insn 1 to 7',
    );
    const text = `${prog('call f\nif r0 == 0 goto +1\nexit')}.func f\nr0 = 0\nexit\n`;
    expect(answer(text)).toBe('22 jump out of range from insn 1 to 3');
  });

  it('refuses an opcode that 6.1 does not know', () => {
    const sdiv = { code: 0x8d, dst: 0, src: 1, off: 0, imm: 0 };
    expect(answerToInsns(sdiv, EXIT)).toBe('22 unknown opcode 8d');
    expect(answerToInsns({ ...EXIT, code: 0xf5 }, EXIT)).toBe('22 unknown opcode f5');
  });

  it('refuses values in fields that an insn does not use', () => {
    const mov = { code: 0xb7, dst: 0, src: 3, off: 0, imm: 0 };
    expect(answerToInsns(mov, EXIT)).toBe('22 BPF_MOV uses reserved fields');
    const movsx = { code: 0xbf, dst: 0, src: 1, off: 8, imm: 0 };
    expect(answerToInsns(movsx, EXIT)).toBe('22 BPF_MOV uses reserved fields');
    const zero = { code: 0xb7, dst: 0, src: 0, off: 0, imm: 0 };
    expect(answerToInsns(zero, { ...EXIT, imm: 1 })).toBe('22 BPF_EXIT uses reserved fields');
  });

  it('refuses recursion as a back-edge', () => {
    const text = `${prog('call f\nexit')}.func f\ncall f\nexit\n`;
    expect(answer(text)).toBe('22 back-edge from insn 2 to 2');
  });

  it('refuses a loop that is closed by falling through, up to 6.1', () => {
    const loop = 'r1 = 0\ngoto b\na:\nr0 = 0\nb:\nr1 += 1\nif r1 < 9 goto a\nr0 = 1\nexit';
    expect(answer(prog(loop))).toBe('22 back-edge from insn 2 to 3');
    expect(answer(prog(loop), '6.6')).toBe('accepted');
    expect(answer(prog(loop), '7.1')).toBe('accepted');
  });

  it('refuses recursion for its depth, from 6.6 on', () => {
    const text = `${prog('call f\nexit')}.func f\ncall f\nexit\n`;
    expect(answer(text, '6.12')).toBe('7 the call stack of 9 frames is too deep');
  });

  it('refuses a loop that does not change anything', () => {
    expect(answer(prog('r0 = 0\nl:\ngoto l'))).toMatch(/^22 infinite loop detected at insn/);
  });

  it('gives up on a loop of more than a million insns', () => {
    const loop = 'r0 = 0\nl:\nr0 += 1\nif r0 != 2000000 goto l\nexit';
    expect(answer(prog(loop))).toBe('7 BPF program is too large. Processed 1000001 insn');
  }, 60_000);
});

describe('verify: registers and memory', () => {
  it('refuses to read what was never written', () => {
    expect(answer(prog('exit'))).toBe('13 R0 !read_ok');
    expect(answer(prog('r0 = r5\nexit'))).toBe('13 R5 !read_ok');
    expect(answer(prog('r1 = t ll\nr0 = 0\nif r0 != r2 goto +0\nexit'))).toBe('13 R2 !read_ok');
  });

  it('forgets r1 to r5 at a call, and r0 at a tail call', () => {
    expect(answer(prog('r2 = 0\ncall 5\nr0 = r2\nexit'))).toBe('13 R2 !read_ok');
    expect(answer(prog('r2 = t ll\nr3 = 0\ncall 12\nexit'))).toBe('13 R0 !read_ok');
  });

  it('keeps the frame pointer read-only', () => {
    expect(answer(prog('r10 = 0\nr0 = 0\nexit'))).toBe('13 frame pointer is read only');
  });

  it('refuses division by zero and shifts beyond the width', () => {
    expect(answer(prog('r0 = 1\nr0 /= 0\nexit'))).toBe('22 div by zero');
    expect(answer(prog('r0 = 1\nr0 %= 0\nexit'))).toBe('22 div by zero');
    expect(answer(prog('w0 = 1\nw0 <<= 32\nexit'))).toBe('22 invalid shift 32');
    expect(answer(prog('r0 = 1\nr0 s>>= 64\nexit'))).toBe('22 invalid shift 64');
  });

  it('keeps stack accesses inside 512 bytes and aligned', () => {
    expect(answer(prog('r0 = 0\n*(u64 *)(r10 - 520) = r0\nexit'))).toBe(
      '13 invalid write to stack R10 off=-520 size=8',
    );
    expect(answer(prog('r0 = 0\n*(u64 *)(r10 - 12) = r0\nexit'))).toBe(
      '13 misaligned stack access off (0x0; 0x0)+0+-12 size 8',
    );
  });

  it('keeps map values inside their size', () => {
    const at = (off: number): string =>
      prog(`r1 = 0 ll\nr2 = r10\nr2 += -4\n*(u32 *)(r10 - 4) = r1\nr1 = a ll\ncall 1
        if r0 == 0 goto +1\nr0 = *(u64 *)(r0 + ${off})\nr0 = 0\nexit`);
    expect(answer(at(64))).toBe('13 invalid access to map value, value_size=64 off=64 size=8');
  });

  it('demands a test for NULL before a looked-up value is used', () => {
    const text = prog(`r2 = r10\nr2 += -4\n*(u32 *)(r10 - 4) = 0\nr1 = a ll\ncall 1
      r0 = *(u64 *)(r0 + 0)\nexit`);
    expect(answer(text)).toBe("13 R0 invalid mem access 'map_value_or_null'");
  });

  it('refuses context fields that a program type does not have', () => {
    expect(answer(prog('r0 = *(u32 *)(r1 + 20)\nexit', 'xdp'))).toBe(
      '13 invalid bpf_context access off=20 size=4',
    );
    expect(answer(prog('r0 = *(u32 *)(r1 + 76)\nexit'))).toBe(
      '13 invalid bpf_context access off=76 size=4',
    );
  });

  it('refuses packet bytes that no comparison covers', () => {
    const text = prog(
      `r2 = *(u32 *)(r1 + 0)\nr3 = *(u32 *)(r1 + 4)\nr4 = r2\nr4 += 8
       if r4 > r3 goto +1\nr0 = *(u64 *)(r2 + 1)\nr0 = 0\nexit`,
      'xdp',
    );
    expect(answer(text)).toBe('13 invalid access to packet, off=1 size=8, R2(id=0,off=0,r=8)');
  });

  it.each([
    ['5.10', 'get_current_task_btf', 158],
    ['5.15', 'ktime_get_tai_ns', 208],
    ['6.1', 'cgrp_storage_get', 210],
  ])('refuses on %s a helper that came later, %s', (version, name, id) => {
    const text = `.kernel ${version}\n.prog a kprobe\ncall ${name}\nr0 = 0\nexit\n`;
    const messages = compile(text).diagnostics.map(({ message }) => message);
    expect(messages).toEqual([`invalid func unknown#${id}`]);
  });

  it('refuses helpers that this model does not know, and says so', () => {
    const refusal = refused(prog('call 65\nr0 = 0\nexit'));
    expect(refusal.code).toBe('rewrite/not-modelled');
  });

  it('refuses a tail call through anything but a prog array', () => {
    expect(answer(prog('r2 = a ll\nr3 = 0\ncall 12\nr0 = 0\nexit'))).toBe(
      '22 kernel subsystem misconfigured verifier',
    );
    expect(
      answer(prog('*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = t ll\ncall 1\nr0 = 0\nexit')),
    ).toBe('22 cannot pass map_type 3 into func bpf_map_lookup_elem#1');
    expect(answer(prog('r2 = 0\nr3 = 0\ncall 12\nr0 = 0\nexit'))).toBe(
      '13 R2 type=scalar expected=map_ptr',
    );
  });
});

describe('verify: limits', () => {
  const maps = (count: number) =>
    Array.from({ length: count }, (_, k) => ({
      name: `m${k}`,
      type: 'array' as const,
      keySize: 4,
      valueSize: 8,
      maxEntries: 1,
    }));
  const loads = (count: number) =>
    Array.from({ length: count }, (_, k) => [
      { code: 0x18, dst: 1, src: 1, off: 0, imm: k },
      { ...EXIT, code: 0 },
    ]).flat();
  const answerFor = (count: number): number => {
    const end = [{ ...EXIT, code: 0xb7 }, EXIT];
    const result = verify(sourceOfInsns([...loads(count), ...end]), envOf(maps(count)));
    return result.ok ? 0 : result.error.errno;
  };

  it('lets a program use 64 maps and no more', () => {
    expect(answerFor(64)).toBe(0);
    expect(answerFor(65)).toBe(7);
  });

  it('counts a map once, however often it is used', () => {
    const twice = [...loads(64), ...loads(64), { ...EXIT, code: 0xb7 }, EXIT];
    expect(verify(sourceOfInsns(twice), envOf(maps(64))).ok).toBe(true);
  });

  it('lets 8 frames stand on each other, not 9, with at most 512 bytes', () => {
    const chain = (funcs: number, depth: number): string =>
      prog('call f1\nr0 = 0\nexit') +
      Array.from(
        { length: funcs },
        (_, k) =>
          `.func f${k + 1}\n*(u64 *)(r10 - ${depth}) = 0\n${k + 1 < funcs ? `call f${k + 2}\n` : ''}r0 = 0\nexit\n`,
      ).join('');
    expect(accepted(chain(7, 64)).subprogs).toHaveLength(8);
    expect(answer(chain(8, 8))).toBe('7 the call stack of 9 frames is too deep');
    expect(answer(chain(7, 72))).toMatch(/^13 combined stack size of \d calls is \d+. Too large$/);
  });

  it('keeps 256 bytes free above a function that makes a tail call', () => {
    const above = (bytes: number): string =>
      `${prog(`*(u64 *)(r10 - ${bytes}) = 0\ncall f\nexit`)}.func f\nr2 = t ll\nr3 = 0\ncall 12\nr0 = 0\nexit\n`;
    expect(accepted(above(224)).pokeTab).toHaveLength(1);
    expect(answer(above(256))).toBe(
      '13 tail_calls are not allowed when call stack of previous frames is 256 bytes. Too large',
    );
  });
});

describe('verify: what depends on the program type', () => {
  const tail = 'r2 = t ll\nr3 = 0\ncall 12\nr0 = 0\nexit';

  it('keeps sleepable programs from prog arrays, as 6.1 does', () => {
    expect(answer(prog(tail, 'syscall'))).toBe(
      '22 Sleepable programs can only use array, hash, ringbuf and local storage maps',
    );
  });

  it('lets only some types sleep', () => {
    expect(answer(prog('r0 = 0\nexit', 'tc sleepable'))).toBe(
      '22 Only fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs can be sleepable',
    );
  });

  it('says so where a return value would have to be checked', () => {
    expect(refused(prog('r0 = 0\nexit', 'cgroup/skb')).code).toBe('rewrite/not-modelled');
  });

  it('says so where the kernel would put code before the program', () => {
    const text = `r2 = *(u32 *)(r1 + 76)\nr3 = *(u32 *)(r1 + 80)\nr4 = r2\nr4 += 8
      if r4 > r3 goto +1\n*(u8 *)(r2 + 0) = r4\nr0 = 0\nexit`;
    expect(refused(prog(text, 'tc')).code).toBe('rewrite/not-modelled');
  });
});
