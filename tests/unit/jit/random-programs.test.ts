// Random programs through the JIT. They need not make sense: the JIT does not ask the verifier.

import { Code, Decoder, DecoderOptions } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import type { Insn } from '../../../src/core/bpf/index.ts';
import { emitProg, type FuncImage, layoutProg } from '../../../src/core/jit/index.ts';
import { fakeAddressMap } from '../../../src/core/kernel/index.ts';
import type { Xlated } from '../../../src/core/rewrite/index.ts';
import { ADDRS, EXIT, insn, jit, profileOf, program } from './programs.ts';

/** Numbers 0 <= n < bound from a seed (xorshift). */
function createRandom(seed: number): (bound: number) => number {
  let state = seed | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Random = (bound: number) => number;

const ALU = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12].flatMap((op) =>
  [0x04, 0x07, 0x0c, 0x0f].map((cls) => (op << 4) | cls),
);
const NEG_END = [0x84, 0x87, 0xd4, 0xdc];
const MEMORY = [0x61, 0x69, 0x71, 0x79, 0x62, 0x6a, 0x72, 0x7a, 0x63, 0x6b, 0x73, 0x7b];
const PROBE = [0x21, 0x29, 0x31, 0x39];
const ATOMIC = [0xc3, 0xdb];
const ATOMIC_IMM = [0x00, 0x01, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1];
const JUMP = [1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13].flatMap((op) =>
  [0x05, 0x06, 0x0d, 0x0e].map((cls) => (op << 4) | cls),
);
const OTHER = [0x05, 0x85, 0x95, 0xc2, 0xf5];
const CODES = [...ALU, ...NEG_END, ...MEMORY, ...PROBE, ...ATOMIC, ...JUMP, ...OTHER];

function immOf(random: Random, code: number): number {
  if (ATOMIC.includes(code)) return ATOMIC_IMM[random(ATOMIC_IMM.length)] ?? 0;
  if (code === 0xd4 || code === 0xdc) return [16, 32, 64][random(3)] ?? 16;
  if (code === 0xf5) return 0;
  return [0, 1, -1, 127, -128, 128, -129, 0x7fffffff, 5][random(9)] ?? 0;
}

function randomInsn(random: Random, slot: number, count: number): Insn {
  const code = CODES[random(CODES.length)] ?? 0x95;
  const isJump = JUMP.includes(code) || code === 0x05;
  const target = Math.max(0, Math.min(count - 1, slot + random(81) - 40));
  const off = isJump ? target - slot - 1 : ([0, 8, 127, -128, 128, -32768][random(6)] ?? 0);
  const imm = code === 0x85 ? 1 + random(1000) : immOf(random, code);
  return insn(code, { dst: random(12), src: code === 0x85 ? 0 : random(12), off, imm });
}

function randomProgram(seed: number): Xlated {
  const random = createRandom(seed);
  const count = 1 + random(400);
  const insns = Array.from({ length: count }, (_, slot) => randomInsn(random, slot, count));
  return program([...insns, EXIT], { stackDepth: random(513), reachable: random(2) === 0 });
}

/** Starts of all instructions according to iced-x86; -1 for one that is none. */
function decodedStarts(bytes: Uint8Array): number[] {
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  decoder.ip = 0n;
  const starts: number[] = [];
  while (decoder.canDecode) {
    const start = Number(decoder.ip);
    const decoded = decoder.decode();
    starts.push(decoded.code === Code.INVALID ? -1 : start);
    decoded.free();
  }
  decoder.free();
  return starts;
}

/** First x86 insn that does not lie within the code of its slot. */
function strayInsn(image: FuncImage): number {
  const { byteOff, insnIdx } = image.insns;
  return byteOff.findIndex((start, i) => {
    const slot = insnIdx[i] ?? -1;
    const from = slot < 0 ? 0 : (image.addrs[slot] ?? -1);
    return start < from || start >= (image.addrs[slot + 1] ?? 0);
  });
}

const SEEDS = Array.from({ length: 300 }, (_, i) => 7919 * (i + 1));
const VARIANTS = [profileOf(), profileOf('hardened'), profileOf('lfence', 'ibt')];

describe('jitProg on random programs', () => {
  it('emits instructions that begin where it says', () => {
    for (const seed of SEEDS) {
      const [image] = jit(randomProgram(seed), VARIANTS[seed % 3]).funcs;
      expect(decodedStarts(image?.bytes ?? new Uint8Array(0))).toEqual([
        ...(image?.insns.byteOff ?? []),
      ]);
    }
  });

  it('puts every instruction into the code of the slot that it comes from', () => {
    for (const seed of SEEDS) {
      for (const image of jit(randomProgram(seed), VARIANTS[seed % 3]).funcs) {
        expect(strayInsn(image)).toBe(-1);
        expect(image.insns.part.length).toBe(image.insns.byteOff.length);
        expect(image.addrs.at(-1)).toBe(image.bytes.length);
      }
    }
  });

  it('needs no addresses to know lengths', () => {
    for (const seed of SEEDS) {
      const xlated = randomProgram(seed);
      const profile = VARIANTS[seed % 3] ?? profileOf();
      const layout = layoutProg(xlated, profile);
      if (!layout.ok) throw new Error(layout.error.message);
      const funcSizes = layout.value.funcs.map((func) => func.length);
      const progs = [{ name: 'prog', insnCount: xlated.insns.length, funcSizes }];
      for (const addrs of [ADDRS, fakeAddressMap({ profile, maps: [], progs })]) {
        const emitted = emitProg(layout.value, 0, addrs);
        if (!emitted.ok) throw new Error(emitted.error.message);
        expect(emitted.value.funcs.map((func) => func.bytes.length)).toEqual(funcSizes);
      }
    }
  });
});
