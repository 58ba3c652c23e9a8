// Random BPF programs through our own JIT: the images, at the addresses for which they were made,
// with what they call and refer to around them.

import { at } from '../../src/core/base/index.ts';
import { CODE_TAIL_CALL, type Insn } from '../../src/core/bpf/index.ts';
import { emitProg, type JitProg, layoutProg } from '../../src/core/jit/index.ts';
import {
  type AddressMap,
  type KernelProfile,
  resolveProfile,
} from '../../src/core/kernel/index.ts';
import type { PokeEntry, Xlated, XlatedSubprog } from '../../src/core/rewrite/index.ts';
import { AREA_LEN, EXIT_ADDR, MIDDLE } from './areas.ts';
import { BpfFunction, type FuncScope } from './bpf-builder.ts';
import { STATUS_FLAGS } from './flag-effects.ts';
import { RandomSource } from './random-source.ts';
import type { NativeCase } from './stream.ts';
import { bytesOf, RSP, wordsOf } from './x86-code.ts';

const DATA_LEN = 512;
const STACK_LEN = 1024;
/** The main program's return address; above it the caller's own. */
const ENTRY_RSP_OFF = STACK_LEN - 32;
const STACK_LIMIT = 480;
const CALM_FLAGS = 0x202;

const PROFILES: readonly (readonly string[])[] = [
  [],
  ['hardened'],
  ['lfence'],
  ['ibt'],
  ['hardened', 'ibt'],
];

/** What the images jump to and call, from the start of the code window on. */
const STUBS: Readonly<Record<string, readonly number[]>> = {
  // Nothing is called at distance 0 from here: the JIT takes that for no helper.
  __bpf_call_base: [0xcc],
  // lea rax, [rdi+rsi*2+5]; xor edx, edx; mov rcx, rax; ret
  helper_sum: [0x48, 0x8d, 0x44, 0x77, 0x05, 0x31, 0xd2, 0x48, 0x89, 0xc1, 0xc3],
  // mov eax, esi; movabs rdi, ...; mov r8, rdi; mov r11, rdi; ret
  helper_clobber: [
    0x89, 0xf0, 0x48, 0xbf, 1, 2, 3, 4, 5, 6, 7, 8, 0x49, 0x89, 0xf8, 0x49, 0x89, 0xfb, 0xc3,
  ],
  // ret; int3
  srso_return_thunk: [0xc3, 0xcc],
  // call 1f; 0: pause; lfence; jmp 0b; 1: mov [rsp], rcx; ret
  __x86_indirect_thunk_rcx: [
    0xe8, 7, 0, 0, 0, 0xf3, 0x90, 0x0f, 0xae, 0xe8, 0xeb, 0xf9, 0x48, 0x89, 0x0c, 0x24, 0xc3,
  ],
};

const STUB_NAMES = Object.keys(STUBS);

function stubOff(name: string): number {
  const before = STUB_NAMES.slice(0, STUB_NAMES.indexOf(name));
  return before.reduce((sum, other) => sum + (STUBS[other]?.length ?? 0), 0);
}

const STUBS_LEN = 64;
const HELPERS = [stubOff('helper_sum'), stubOff('helper_clobber')];

/** The program array behind the images: a struct bpf_array of four slots, and one bpf_prog. */
const ARRAY_LEN = 0x110 + 4 * 8;
const PROG_LEN = 0x38;
/** The slot that leads to the program itself; the others are empty. */
const FILLED_KEY = 1;
const MAX_ENTRIES = 4;

/** Addresses in the code window. */
interface Places extends AddressMap {
  readonly start: bigint;
  readonly images: readonly bigint[];
  readonly array: bigint;
  readonly end: bigint;
}

function align16(addr: bigint): bigint {
  return (addr + 15n) & ~15n;
}

function placesOf(random: RandomSource, lengths: readonly number[]): Places {
  const total = lengths.reduce(
    (sum, length) => sum + length + 16,
    STUBS_LEN + ARRAY_LEN + PROG_LEN,
  );
  const back = random.once(4) ? AREA_LEN / 2 : random.below(Math.min(total, AREA_LEN / 2));
  const start = MIDDLE.code - BigInt(back);
  let here = align16(start + BigInt(STUBS_LEN));
  const images = lengths.map((length) => {
    const image = here;
    here = align16(image + BigInt(length));
    return image;
  });
  const array = here;
  return {
    start,
    images,
    array,
    end: array + BigInt(ARRAY_LEN + PROG_LEN),
    image: (_progIdx, funcIdx) => at(images, funcIdx),
    map: () => array,
    mapValue: () => array,
    symbol: (name) => (name in STUBS ? start + BigInt(stubOff(name)) : undefined),
  };
}

function profileOf(random: RandomSource): KernelProfile {
  const profile = resolveProfile('6.1', random.pick(PROFILES));
  if (!profile.ok) throw new Error(profile.error.message);
  return profile.value;
}

/** Key of each direct tail call of a program, by poke index. */
type Keys = number[];

function writeFunction(random: RandomSource, scope: FuncScope, keys: Keys): Insn[] {
  const func = new BpfFunction(random, scope);
  for (let left = random.between(2, 24); left > 0; left--) {
    if (random.once(12)) func.tailCall((key) => keys.push(key) - 1);
    else func.grow();
  }
  return func.finish();
}

/** Only the main program follows the filled slot: a function would call itself 2^33 times. */
function keysFor(funcIdx: number): readonly number[] {
  return funcIdx === 0 ? [0, FILLED_KEY, FILLED_KEY, 2, MAX_ENTRIES, 9] : [0, 2, MAX_ENTRIES, 9];
}

function pokeEntries(
  insns: readonly Insn[],
  subprogs: readonly XlatedSubprog[],
  keys: Keys,
): PokeEntry[] {
  const isDirect = (insn: Insn | undefined) => insn?.code === CODE_TAIL_CALL && insn.imm > 0;
  return keys.map((key, pokeIdx) => {
    const insnIdx = insns.findIndex((insn) => isDirect(insn) && insn.imm === pokeIdx + 1);
    const subprogIdx = subprogs.findIndex(({ end }) => insnIdx < end);
    return { insnIdx, subprogIdx, mapIdx: 0, key };
  });
}

/** A main program and up to two functions, each of which may call those behind it. */
function writeProg(random: RandomSource): Xlated {
  const funcCount = random.once(2) ? 1 : random.between(2, 3);
  const tailCalls = random.pick(['none', 'direct', 'indirect'] as const);
  const keys: Keys = [];
  const insns: Insn[] = [];
  const subprogs: XlatedSubprog[] = [];
  for (let funcIdx = 0; funcIdx < funcCount; funcIdx++) {
    const start = insns.length;
    const stackDepth = random.once(3) ? 0 : random.below(STACK_LIMIT / funcCount);
    const scope: FuncScope = {
      stackDepth,
      pointer: MIDDLE.data,
      reach: DATA_LEN / 2,
      callees: Array.from({ length: funcCount - 1 - funcIdx }, (_, i) => funcIdx + 1 + i),
      helpers: HELPERS,
      tailCalls,
      keys: keysFor(funcIdx),
    };
    insns.push(...writeFunction(random, scope, keys));
    const hasTailCall = insns.slice(start).some(({ code }) => code === CODE_TAIL_CALL);
    const name = funcIdx === 0 ? 'main' : `func_${funcIdx}`;
    const tailCallReachable = hasTailCall || (tailCalls !== 'none' && random.once(2));
    subprogs.push({ name, start, end: insns.length, stackDepth, tailCallReachable, hasTailCall });
  }
  const pokeTab = pokeEntries(insns, subprogs, keys);
  const origin = new Int32Array(insns.length);
  const rest = { sleepable: false, tailCalls: [] } as const;
  return { name: 'random', type: 'xdp', insns, origin, subprogs, pokeTab, ...rest };
}

/** Fills the poke sites of the filled slot, as the kernel does once the image is written. */
function fillPokes(prog: JitProg, nop5: readonly number[]): void {
  const main = at(prog.funcs, 0);
  for (const poke of prog.pokeTab.filter(({ key }) => key === FILLED_KEY)) {
    const { bytes } = at(prog.funcs, poke.funcIdx);
    const landing = main.addr + BigInt(main.frame.adjOff);
    const rel = bytesOf(landing - (poke.tailcallTarget + 5n), 4);
    bytes.set([0xe9, ...rel], poke.targetOff);
    if (poke.bypassOff !== null) bytes.set(nop5, poke.bypassOff);
  }
}

/** The struct bpf_array and the struct bpf_prog, as far as images read them. */
function structBytes(places: Places, profile: KernelProfile): Uint8Array {
  const { mapMaxEntries, arrayPtrs, progBpfFunc } = profile.layout;
  const bytes = new Uint8Array(ARRAY_LEN + PROG_LEN);
  bytes.set(bytesOf(MAX_ENTRIES, 4), mapMaxEntries);
  bytes.set(bytesOf(places.array + BigInt(ARRAY_LEN), 8), arrayPtrs + 8 * FILLED_KEY);
  bytes.set(bytesOf(at(places.images, 0), 8), ARRAY_LEN + progBpfFunc);
  return bytes;
}

function codeBytes(places: Places, prog: JitProg, profile: KernelProfile): Uint8Array {
  const bytes = new Uint8Array(Number(places.end - places.start));
  const put = (addr: bigint, part: ArrayLike<number>) =>
    bytes.set(part, Number(addr - places.start));
  for (const [name, stub] of Object.entries(STUBS)) {
    put(places.start + BigInt(stubOff(name)), stub);
  }
  for (const func of prog.funcs) put(func.addr, func.bytes);
  put(places.array, structBytes(places, profile));
  return bytes;
}

function compile(random: RandomSource): { readonly places: Places; readonly code: Uint8Array } {
  const xlated = writeProg(random);
  const profile = profileOf(random);
  const layout = layoutProg(xlated, profile);
  if (!layout.ok) throw new Error(layout.error.message);
  const lengths = layout.value.funcs.map(({ length }) => length);
  const places = placesOf(random, lengths);
  const prog = emitProg(layout.value, 0, places);
  if (!prog.ok) throw new Error(prog.error.message);
  fillPokes(prog.value, at(profile.jit.nops, 5));
  return { places, code: codeBytes(places, prog.value, profile) };
}

/** The program of this seed, always the same. */
export function randomBpf(seed: number): NativeCase {
  const random = new RandomSource(seed);
  const { places, code } = compile(random);
  const stackAddr = MIDDLE.stack - BigInt(random.below(STACK_LEN));
  const stack = random.bytes(STACK_LEN);
  stack.set(bytesOf(EXIT_ADDR, 8), ENTRY_RSP_OFF);
  const regs = random.registers();
  regs.set(wordsOf(stackAddr + BigInt(ENTRY_RSP_OFF)), 2 * RSP);
  return {
    name: `bpf-${seed}`,
    entry: at(places.images, 0),
    gsBase: 0n,
    regs,
    flags: CALM_FLAGS | (random.word() & STATUS_FLAGS),
    code: { addr: places.start, bytes: code },
    data: { addr: MIDDLE.data - BigInt(DATA_LEN / 2), bytes: random.bytes(DATA_LEN) },
    stack: { addr: stackAddr, bytes: stack },
  };
}
