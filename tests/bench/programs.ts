// Programs to measure with: seeded, so that every run measures the same one.

import type { Insn } from '../../src/core/bpf/index.ts';
import type { AddressMap } from '../../src/core/kernel/index.ts';
import type { ProgSource, Xlated } from '../../src/core/rewrite/index.ts';

/** Seeded generator of whole numbers 0..bound-1 (mulberry32). */
function createDice(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const insn = (code: number, dst = 0, src = 0, off = 0, imm = 0): Insn => ({
  code,
  dst,
  src,
  off,
  imm,
});

const EXIT = insn(0x95);
/** add, sub, or, and, xor, mov: operand an immediate (K) or a register (X), 64 and 32 bit. */
const ALU = [0x00, 0x10, 0x40, 0x50, 0xa0, 0xb0].flatMap((op) => [
  op | 0x07,
  op | 0x0f,
  op | 0x04,
  op | 0x0c,
]);
/** jeq, jgt, jge, jne, jsgt, jlt: against an immediate, 64 bit. */
const JUMPS = [0x15, 0x25, 0x35, 0x55, 0x65, 0xa5];
/** ldx and stx of 1, 2, 4 and 8 bytes. */
const LOADS = [0x71, 0x69, 0x61, 0x79];
const STORES = [0x73, 0x6b, 0x63, 0x7b];

type Dice = (bound: number) => number;

function aluInsn(dice: Dice): Insn {
  const code = ALU[dice(ALU.length)] ?? 0;
  const isRegister = (code & 0x08) !== 0;
  const imm = isRegister ? 0 : dice(4) === 0 ? dice(0x7fffffff) : dice(100);
  return insn(code, dice(10), isRegister ? dice(10) : 0, 0, imm);
}

/** A jump forward over at most 40 insns that does not leave the program. */
function jumpInsn(dice: Dice, room: number): Insn {
  return insn(JUMPS[dice(JUMPS.length)] ?? 0, dice(10), 0, dice(Math.min(40, room)), dice(100));
}

function mixedInsn(dice: Dice, room: number): Insn {
  const kind = dice(10);
  if (kind < 2) return jumpInsn(dice, room);
  const stackOff = -8 * (1 + dice(8));
  if (kind === 2) return insn(LOADS[dice(4)] ?? 0, dice(10), 10, stackOff);
  if (kind === 3) return insn(STORES[dice(4)] ?? 0, 10, dice(10), stackOff);
  return aluInsn(dice);
}

function programOf(name: string, insns: readonly Insn[], stackDepth: number): Xlated {
  const end = insns.length;
  const shape = { stackDepth, tailCallReachable: false, hasTailCall: false };
  return {
    name,
    type: 'sched_cls',
    sleepable: false,
    insns,
    origin: Int32Array.from(insns, (_, insnIdx) => insnIdx),
    subprogs: [{ name, start: 0, end, ...shape }],
    pokeTab: [],
    tailCalls: [],
  };
}

/** `count` insns: arithmetic only, then exit. */
export function aluProgram(count: number): Xlated {
  const dice = createDice(32_768);
  const body = Array.from({ length: count - 1 }, () => aluInsn(dice));
  return programOf('alu', [...body, EXIT], 0);
}

/** `count` insns: six in ten arithmetic, two jumps, one load, one store; then exit. */
export function mixedProgram(count: number): Xlated {
  const dice = createDice(1_000_000);
  const body = Array.from({ length: count - 1 }, (_, i) => mixedInsn(dice, count - 1 - i));
  return programOf('mixed', [...body, EXIT], 64);
}

const LOAD_CTX = insn(0x61, 0, 1, 0);
const MASK = insn(0x57, 0, 0, 0, 0xff);
/** Never taken, as the mask says. */
const DECIDED = insn(0x25, 0, 0, 1, 0xff);

/** Unknown numbers, arithmetic on them, and branches that bounds decide: each insn is processed once. */
export function trackedProgram(count: number): ProgSource {
  const dice = createDice(4_000);
  const start = [2, 3, 4, 5, 6, 7, 8, 9].map((dst) => ({ ...LOAD_CTX, dst }));
  const body: Insn[] = [insn(0xbf, 1, 1), { ...LOAD_CTX, dst: 0 }, ...start];
  while (body.length < count - 6) {
    const dst = 2 + dice(8);
    if (dice(5) === 0) body.push({ ...LOAD_CTX, dst }, { ...MASK, dst }, { ...DECIDED, dst });
    else {
      const alu = aluInsn(dice);
      body.push({ ...alu, dst, src: alu.src === 0 ? 0 : 2 + (alu.src % 8) });
    }
  }
  while (body.length < count - 2) body.push(insn(0xb7, 2));
  const insns = [...body, insn(0xb7), EXIT];
  const names = new Map<number, string>();
  return {
    name: 'tracked',
    type: 'sched_cls',
    sleepable: false,
    insns,
    spans: [],
    funcNames: names,
  };
}

/** A lab of one program with about `count` insns, a sixth of them branches that go both ways. */
export function forkText(count: number): string {
  const dice = createDice(count);
  const lines = ['.prog entry tc', '  r6 = r1'];
  const registers = [0, 2, 3, 4, 5, 7, 8, 9];
  for (const register of registers) lines.push(`  r${register} = *(u32 *)(r6 + 0)`);
  const any = (): string => `r${registers[dice(registers.length)] ?? 0}`;
  const alu = (): string => `  ${any()} ${['+=', '&=', '|=', '^='][dice(4)] ?? '='} ${any()}`;
  for (let insns = lines.length; insns < count; insns += 6) {
    lines.push(`  ${any()} = *(u32 *)(r6 + 4)`, alu(), alu());
    lines.push(`  if ${any()} > ${dice(100)} goto l${insns}`, alu(), alu(), `l${insns}:`);
  }
  return [...lines, '  r0 = 0', '  exit', ''].join('\n');
}

/** Addresses that look like a kernel's. */
export const BENCH_ADDRESSES: AddressMap = {
  image: (progIdx, funcIdx) => 0xffffffffc0000000n + BigInt(progIdx * 64 + funcIdx) * 0x1000000n,
  map: (mapIdx) => 0xffff888001000000n + BigInt(mapIdx) * 0x1000n,
  mapValue: (mapIdx) => 0xffff888002000000n + BigInt(mapIdx) * 0x1000n,
  symbol: () => 0xffffffff81000000n,
};

/** A lab of one program with `count` insns; its second line is `r0 = 1`. */
export function labText(count: number): string {
  const registers = [0, 1, 2, 3, 4, 5, 6, 7];
  const lines = Array.from({ length: count - 3 }, (_, i) => `        r${registers[i % 8]} += ${i}`);
  const start = registers.slice(1).map((register) => `        r${register} = ${register}`);
  const body = [...start, ...lines.slice(start.length)];
  return [
    '.prog entry tc',
    '        r0 = 1',
    ...body,
    '        r0 &= 255',
    '        exit',
    '',
  ].join('\n');
}

/** A lab whose one slot is filled and emptied `rounds` times, 64 steps each. */
export function longRunText(rounds: number): string {
  const lines = [
    '.map t prog_array max_entries=4',
    '.prog entry tc',
    '  r2 = t ll',
    '  r3 = 0',
    '  call tail_call',
    '  r0 = 0',
    '  exit',
    '.prog target tc',
    '  r0 = 1',
    '  exit',
    '.cpu 0',
  ];
  for (let i = 0; i < rounds; i++) lines.push('  update t[0] = target', '  delete t[0]');
  return `${lines.join('\n')}\n`;
}

/** A lab that runs a loop of 9 insns `rounds` times, and that `runs` times over. */
export function loopText(rounds: number, runs: number): string {
  return `.prog loop tc
  r0 = 0
  r1 = 0
again:
  r0 += r1
  r0 ^= 7
  r2 = r0
  r2 <<= 3
  *(u64 *)(r10 - 8) = r2
  r1 += 1
  if r1 < ${rounds} goto again
  exit
.cpu 0
  run loop times=${runs}
`;
}

/** A lab whose program does `alu` insns and tail-calls itself, 33 times a run. */
export function chainText({ alu, runs }: { readonly alu: number; readonly runs: number }): string {
  return `.map t prog_array max_entries=2
.prog chain tc
${'  r0 = 7\n'.repeat(Math.min(1, alu))}${'  r0 += 3\n'.repeat(Math.max(0, alu - 1))}  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 1
  exit
.init
  t[0] = chain
.cpu 0
  run chain times=${runs}
`;
}
