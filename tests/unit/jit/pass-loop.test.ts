import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import type { Insn } from '../../../src/core/bpf/index.ts';
import { type FuncImage, layoutProg } from '../../../src/core/jit/index.ts';
import { EXIT, goto, insn, jeq, jit, mov, profileOf, program } from './programs.ts';

function imageOf(insns: readonly Insn[]): FuncImage {
  const [image] = jit(program(insns)).funcs;
  if (image === undefined) throw new Error('no image');
  return image;
}

/** A jump over `size` bytes (of 5-byte and 3-byte insns), then exit. */
function jumpOver(size: number): Insn[] {
  const threes = [0, 2, 4, 1, 3][size % 5] ?? 0;
  const fives = (size - 3 * threes) / 5;
  const body = [
    ...Array.from({ length: fives }, () => mov(1)),
    ...Array.from({ length: threes }, () => insn(0x04, { imm: 1 })), // add eax, 1
  ];
  return [jeq(body.length), ...body, EXIT];
}

/** Length of the jump at the end of slot 0 (test rax, rax takes 3). */
function jumpSize(image: FuncImage): number {
  return (image.addrs[1] ?? 0) - (image.addrs[0] ?? 0) - 3;
}

describe('the pass loop', () => {
  it('takes short jumps up to 123 bytes ahead, as 6.1.192 does', () => {
    expect(jumpSize(imageOf(jumpOver(123)))).toBe(2);
    expect(jumpSize(imageOf(jumpOver(124)))).toBe(6);
  });

  it('takes short jumps up to 128 bytes back, measured to the end of the long form', () => {
    const add64 = insn(0x07, { imm: 1 }); // 4 bytes
    const back = (body: readonly Insn[]): number => {
      const image = imageOf([...body, jeq(-body.length - 1), EXIT]);
      return (image.addrs[body.length + 1] ?? 0) - (image.addrs[body.length] ?? 0);
    };
    const movs = Array.from({ length: 23 }, () => mov(1)); // 115 bytes
    // 3 bytes of test and 6 of the long jump: 128 and 129 bytes
    expect(back([...movs, add64])).toBe(3 + 2);
    expect(back([...movs, mov(1)])).toBe(3 + 6);
  });

  it('drops a goto that leads to the next insn', () => {
    expect(bytesToHex(imageOf([mov(1), goto(0), EXIT]).bytes)).toBe(
      bytesToHex(imageOf([mov(1), EXIT]).bytes),
    );
  });

  it('keeps a goto to itself as two bytes', () => {
    expect(bytesToHex(imageOf([jeq(1), goto(-1), EXIT]).bytes)).toContain('ebfe');
  });

  it('jumps back to the first epilogue from every later exit', () => {
    const image = imageOf([jeq(2), mov(1), EXIT, mov(2), EXIT]);
    expect(bytesToHex(image.bytes)).toMatch(/c9c3ccb802000000ebf6$/);
  });

  it('shrinks from pass to pass, ends when one changes nothing, then writes the image', () => {
    const { passes, bytes, firstPassAddrs } = imageOf(jumpOver(100));
    const lengths = passes.map((pass) => pass.length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(lengths.slice(-3)).toEqual([bytes.length, bytes.length, bytes.length]);
    expect(passes.map((pass) => pass.kind)).toEqual(['shrink', 'shrink', 'shrink', 'image']);
    expect(firstPassAddrs.at(-1)).toBe(lengths[0]);
  });

  it('pads once it has run fifteen passes without an end', () => {
    // Each jump can only become short after the one inside it has.
    const image = imageOf(nested(60));
    const padded = image.passes.findIndex((pass) => pass.padding);
    expect(padded).toBe(15);
    expect(image.passes.slice(padded).every((pass) => pass.padding)).toBe(true);
    expect(bytesToHex(image.bytes)).toMatch(/0f1f4000|0f1f00/);
  });
});

// Jumps that each reach over a neighbour's jump and 118 bytes more: they become short one a pass.
function nested(count: number): Insn[] {
  const insns: Insn[] = [];
  for (let i = 0; i < count; i++) {
    insns.push(jeq(24));
    for (let k = 0; k < 11; k++) insns.push(mov(k + 1));
  }
  for (let k = 0; k < 40; k++) insns.push(mov(1));
  return [...insns, EXIT];
}

describe('layoutProg', () => {
  it('finds the length that the images then have', () => {
    const xlated = program([...jumpOver(130).slice(0, -1), EXIT]);
    const layout = layoutProg(xlated, profileOf());
    if (!layout.ok) throw new Error(layout.error.message);
    expect(layout.value.funcs.map((func) => func.length)).toEqual(
      jit(xlated).funcs.map((func) => func.bytes.length),
    );
  });
});
