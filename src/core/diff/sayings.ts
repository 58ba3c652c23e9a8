// What a property of a profile means for emitted code, as half a sentence with the kernel in front: `6.12 keeps a
// pointer to the count`. Authority: arch/x86/net/bpf_jit_comp.c of the versions, and the fields of core/kernel.

import { type KernelProfile, landingOffset, type TailCallPiece } from '../kernel/index.ts';
import { valueText } from './profile-path.ts';
import type { Piece } from './types.ts';

/** Where in the code a sentence stands; null: nowhere in particular. */
export interface SayingPlace {
  readonly piece: Piece;
  readonly isMain: boolean;
  /** On a call chain to a tail call: the count passes through. */
  readonly isReachable: boolean;
}

export interface Saying {
  /** A few words for the property itself. */
  readonly title: string;
  readonly clause: (profile: KernelProfile, place: SayingPlace | null) => string;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const bytesText = (bytes: readonly number[] | undefined): string =>
  (bytes ?? []).map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** A property that is there or not. */
function either(
  title: string,
  of: (profile: KernelProfile) => boolean,
  words: readonly [yes: string, no: string],
): Saying {
  return { title, clause: (profile) => (of(profile) ? words[0] : words[1]) };
}

type Counter = KernelProfile['tailCall']['counter'];

/** `rest` where the piece has no clause of its own. */
const COUNTER_CLAUSES: Readonly<
  Record<Counter, Readonly<Partial<Record<Piece, string>>> & { readonly rest: string }>
> = {
  'in-frame': {
    rest: 'keeps the count at one place of a frame that the whole chain shares',
    prologue:
      'saves all four callee-saved registers and pushes 0 below them, the count of the chain',
    check: 'reads the count in the one frame that the chain shares',
    count: 'adds one to the count in the shared frame',
    unwind: 'leaves its frame to the callee, so that there is nothing to unwind',
    epilogue: 'drops the count and restores all four callee-saved registers',
    body: 'passes no count to functions that it calls',
  },
  'by-value': {
    rest: 'carries the count by value in rax, and each frame has a copy',
    prologue: 'pushes rax, which carries the count itself, and then the registers that are used',
    check: "reads the frame's own copy of the count",
    count: "adds one to the frame's own copy of the count",
    unwind: 'pops the count back into rax',
    epilogue: 'restores the registers that are used and leaves the count to leave',
    body: 'reloads rax with its copy of the count before a call',
  },
  'by-pointer': {
    rest: 'has one count for the whole chain, and each frame has a pointer to it',
    prologue:
      'keeps a count that comes in rax and pushes a pointer to it; a pointer in rax, which is above the limit, it pushes twice',
    check: 'compares the one count, behind the pointer',
    count: 'adds one to the count behind the pointer',
    unwind:
      'pops the pointer, then into rax what lies above it: the count where this frame holds it, else the pointer again',
    epilogue: 'restores the registers that are used and leaves the pointer to leave',
    body: 'reloads rax with the pointer to the count before a call',
  },
};

function counterClause({ tailCall, jit }: KernelProfile, place: SayingPlace | null): string {
  const { counter } = tailCall;
  if (place?.piece === 'prologue' && counter !== 'in-frame') {
    const nop = counter === 'by-value' ? 2 : 3;
    if (!place.isReachable)
      return `has a nop of ${nop} bytes (${bytesText(jit.nops[nop])}) where a program on the way to a tail call clears rax`;
    if (!place.isMain && counter === 'by-pointer')
      return 'gets a pointer to the count in rax and pushes it twice';
  }
  const clauses = COUNTER_CLAUSES[counter];
  return (place && clauses[place.piece]) ?? clauses.rest;
}

function countsFailures(pieces: readonly TailCallPiece[]): boolean {
  const site = pieces.findIndex((piece) => piece === 'bypass' || piece === 'target');
  return pieces.indexOf('count') < site;
}

function piecesClause({ tailCall: { pieces } }: KernelProfile, place: SayingPlace | null): string {
  const failing = countsFailures(pieces)
    ? 'counts in front of the poke sites, so that a failed attempt counts'
    : 'counts behind the bypass, so that a failed attempt does not count';
  if (place?.piece === 'count') return failing;
  if (place?.piece === 'bypass' || place?.piece === 'unwind' || place?.piece === 'target') {
    if (pieces.includes('bypass'))
      return 'has two poke sites: the bypass jumps over the unwinding while the slot is empty';
    return pieces.includes('unwind')
      ? 'has one poke site, and unwinds in front of it also while the slot is empty'
      : 'has one poke site, as there is no frame to unwind';
  }
  return `lays a direct tail call out as ${pieces.join(', ')} and ${failing}`;
}

const JUMP_CLAUSES: Readonly<Record<KernelProfile['jit']['indirectJump'], string>> = {
  plain: 'jumps through the register itself',
  retpoline: 'jumps to a retpoline, as its CPU asks for one',
  lfence: 'puts lfence in front of the jump through the register',
  'inline-retpoline': 'writes a retpoline into the image, as it was built to',
};

const JIT: Readonly<Record<string, Saying>> = {
  ibt: either('endbr64 for IBT', ({ jit }) => jit.ibt, [
    'begins an image with endbr64, and its landing point with a second one',
    'has no endbr64',
  ]),
  indirectJump: {
    title: 'Form of the indirect jump',
    clause: ({ jit }) => JUMP_CLAUSES[jit.indirectJump],
  },
  indirectReg: {
    title: 'Register of the indirect jump',
    clause: ({ jit }) => `jumps through ${jit.indirectReg}`,
  },
  indirectThunk: {
    title: 'Thunk of the indirect jump',
    clause: ({ jit }) => `has ${jit.indirectThunk} for it`,
  },
  returnThunk: {
    title: 'How a function returns',
    clause: ({ jit }) =>
      jit.returnThunk === null ? 'returns by ret' : `returns by a jump to ${jit.returnThunk}`,
  },
  sls: either('int3 behind ret', ({ jit }) => jit.sls, [
    'puts int3 behind ret, against straight-line speculation',
    'puts nothing behind ret',
  ]),
  int3AfterIndirectJump: either(
    'int3 behind the indirect jump',
    ({ jit }) => jit.int3AfterIndirectJump,
    ['puts int3 behind the indirect jump', 'puts nothing behind the indirect jump'],
  ),
  countReload: {
    title: 'Calls that get the count',
    clause: ({ jit, tailCall }) => {
      const what = tailCall.counter === 'by-pointer' ? 'the pointer to the count' : 'the count';
      const calls =
        jit.countReload === 'every-call'
          ? 'before every call'
          : 'only before calls of BPF functions';
      return `loads rax with ${what} ${calls}`;
    },
  },
  cpuV4: either('Instructions of cpu=v4', ({ jit }) => jit.cpuV4, [
    'knows the instructions of cpu=v4',
    'does not know the instructions of cpu=v4',
  ]),
  acquireRelease: either('Acquire and release', ({ jit }) => jit.acquireRelease, [
    'knows loads that acquire and stores that release',
    'knows no loads that acquire and no stores that release',
  ]),
  leanShifts: either('Shifts by a register', ({ jit }) => jit.leanShifts, [
    'shifts rcx by a register without a detour through r11',
    'saves rcx around each shift by a register',
  ]),
  shortNegativeImm64: either('Negative immediates', ({ jit }) => jit.shortNegativeImm64, [
    'loads a negative 64-bit number that fits 32 bits with a short mov',
    'loads every negative 64-bit number with movabs',
  ]),
  bmi2: either('Shifts with BMI2', ({ jit }) => jit.bmi2, [
    'shifts by a register with shlx, shrx and sarx, as the CPU has BMI2',
    'shifts by a register through cl',
  ]),
  callDepth: {
    title: 'Call depth',
    clause: ({ jit: { callDepth } }) =>
      callDepth === null
        ? 'keeps no account of the depth of calls'
        : `adds to the call depth in ${callDepth.symbol}+${callDepth.off} before each call`,
  },
  lockedXchg: either('lock before xchg', ({ jit }) => jit.lockedXchg, [
    'puts lock before xchg',
    'leaves lock out before xchg, which locks by itself',
  ]),
  mulDiv: either('Multiplication and division', ({ jit }) => jit.mulDiv === 'short', [
    'multiplies and divides in place, with imul and few moves',
    'multiplies and divides with an operand in r11, and saves rax and rdx around it',
  ]),
  padsJumps: either('Padding of jumps', ({ jit }) => jit.padsJumps, [
    'pads jumps with nops after the 15th pass',
    'never pads jumps',
  ]),
  nops: {
    title: 'Nops',
    clause: ({ jit }) => `fills five bytes with ${bytesText(jit.nops[5])}`,
  },
};

const TAIL_CALL: Readonly<Record<string, Saying>> = {
  counter: { title: 'Where the count of tail calls is', clause: counterClause },
  pieces: { title: 'Pieces of a direct tail call', clause: piecesClause },
  limit: {
    title: 'Constant of the limit',
    clause: ({ tailCall }) => `compares the count with ${tailCall.limit}`,
  },
  limitJump: {
    title: 'Jump at the limit',
    clause: ({ tailCall }) =>
      tailCall.limitJump === 'ja'
        ? 'leaves by ja, when the count is above the constant'
        : 'leaves by jae, when the count is at the constant or above',
  },
  reloadRounds: either('Place of the reload', ({ tailCall }) => tailCall.reloadRounds, [
    'rounds the stack up to 8 where it reloads the count',
    'forgets to round the stack up to 8 where it reloads the count',
  ]),
  offset: {
    title: 'Landing point',
    clause: (profile) => `lets a tail call land ${landingOffset(profile)} bytes behind the entry`,
  },
};

const LAYOUT: Readonly<Record<string, Saying>> = {
  mapMaxEntries: {
    title: 'Place of max_entries',
    clause: ({ layout }) => `has max_entries at ${hex(layout.mapMaxEntries)} of struct bpf_array`,
  },
  arrayPtrs: {
    title: 'Place of the slots',
    clause: ({ layout }) =>
      `has the elements of an array at ${hex(layout.arrayPtrs)} of struct bpf_array`,
  },
  progBpfFunc: {
    title: 'Place of bpf_func',
    clause: ({ layout }) => `has bpf_func at ${hex(layout.progBpfFunc)} of struct bpf_prog`,
  },
};

const VERIFIER: Readonly<Record<string, Saying>> = {
  tailCallsWithSubprogs: either(
    'Stack of a program with tail calls',
    ({ verifier }) => verifier.tailCallsWithSubprogs,
    [
      'gives each function the stack that it uses',
      'gives a program with a tail call all 512 bytes of stack, so that the frames of a chain are alike',
    ],
  ),
  mayGoto: {
    title: 'What ends a may_goto loop',
    clause: ({ verifier: { mayGoto } }) =>
      mayGoto === null ? 'knows no may_goto' : `ends a may_goto loop by a ${mayGoto}`,
  },
  inlinesPercpu: either('Per-CPU look-ups', ({ verifier }) => verifier.inlinesPercpu, [
    'writes look-ups in per-CPU maps and the number of the CPU out',
    'calls a helper for per-CPU maps and the number of the CPU',
  ]),
  guardsMinusOne: either('Division by -1', ({ verifier }) => verifier.guardsMinusOne, [
    'guards signed division against -1',
    'does not guard signed division against -1',
  ]),
  anyBackEdge: either('Loops', ({ verifier }) => verifier.anyBackEdge, [
    'leaves every loop, however it is closed, to its walk over all paths',
    'refuses loops that are closed by falling through or by a call',
  ]),
  trustsTask: either('The current task', ({ verifier }) => verifier.trustsTask, [
    'reads through the pointer to the current task with plain loads',
    'reads through the pointer to the current task with guarded loads',
  ]),
  reachMarksLeft: either(
    'Functions that reach a tail call',
    ({ verifier }) => verifier.reachMarksLeft,
    [
      'also counts functions as reaching a tail call that its walk left behind one',
      'counts only the callers of a tail call as reaching it',
    ],
  ),
  numbers: {
    title: 'What the verifier works out of numbers',
    clause: () => 'has its own rules for numbers',
  },
  speculation: {
    title: 'What the verifier does about speculation',
    clause: () => 'guards programs of an unprivileged loader against speculation in its own way',
  },
  fetchAtomics: either('Atomics that fetch', ({ verifier }) => verifier.fetchAtomics, [
    'takes atomics that fetch',
    'takes no atomic but an addition without fetch',
  ]),
  sleepableProgArrays: either(
    'Sleepable programs in prog arrays',
    ({ verifier }) => verifier.sleepableProgArrays,
    ['lets sleepable programs use prog arrays', 'keeps sleepable programs out of prog arrays'],
  ),
  btf: either('Type information', ({ verifier }) => verifier.btf, [
    'was built with type information (BTF)',
    'was built without type information (BTF)',
  ]),
  unprivilegedFuncs: {
    title: 'Words of a refusal',
    clause: ({ verifier }) =>
      `refuses an unprivileged loader "${verifier.unprivilegedFuncs}" functions, in these words`,
  },
  lastHelper: {
    title: 'Helpers that there are',
    clause: ({ verifier }) => `has helpers up to number ${verifier.lastHelper}`,
  },
  mitigationsOffTrusts: either(
    'Masks without mitigations',
    ({ verifier }) => verifier.mitigationsOffTrusts,
    [
      'masks nothing against speculation where mitigations are off',
      'masks against speculation whether mitigations are on or not',
    ],
  ),
  divGuard: either('Test of a divisor', ({ verifier }) => verifier.divGuard === 'tests-32-bits', [
    'tests a 32-bit divisor with one 32-bit jump',
    'moves a 32-bit divisor to itself before it tests it',
  ]),
};

/** Settings of a running kernel. */
const LOAD: Readonly<Record<string, Saying>> = {
  blinding: either('Constant blinding', ({ load }) => load.blinding, [
    'blinds constants: each is put together in r10, and every tail call is indirect',
    'leaves constants in the image as they are',
  ]),
  jit: either('The JIT', ({ load }) => load.jit, [
    'emits x86: a tail call with a constant key is direct, and its sites are poked',
    'is off: the interpreter reads the insns, and nothing is ever poked',
  ]),
  unprivileged: either('Who loads the program', ({ load }) => load.unprivileged, [
    'takes the program from a loader without capabilities: tail calls are indirect, and what speculation could read is guarded',
    'takes the program from a privileged loader',
  ]),
};

const GROUPS: Readonly<Record<string, Readonly<Record<string, Saying>>>> = {
  jit: JIT,
  tailCall: TAIL_CALL,
  layout: LAYOUT,
  verifier: VERIFIER,
  load: LOAD,
};

const SINGLE: Readonly<Record<string, Saying>> = {
  version: {
    title: 'Places in kernel structures',
    clause: ({ version }) => `lays kernel structures out as ${version} was built`,
  },
  shortJumpMax: {
    title: 'Reach of a short jump',
    clause: ({ shortJumpMax }) => `takes the short form of a jump up to +${shortJumpMax}`,
  },
  'poke.unchangedResult': {
    title: 'Poke without a change',
    clause: ({ poke }) => `answers ${poke.unchangedResult} to a poke that changes nothing`,
  },
  'protocols.mapPoke': {
    title: 'Protocol of an update',
    clause: ({ protocols }) => `updates a slot by ${protocols.mapPoke}`,
  },
  'protocols.textPoke': {
    title: 'Protocol of a poke',
    clause: ({ protocols }) => `pokes text by ${protocols.textPoke}`,
  },
  preemptibleRuns: {
    title: 'Runs that can be preempted',
    clause: ({ preemptibleRuns = [] }) =>
      preemptibleRuns.length === 0
        ? 'preempts no run under rcu_read_lock'
        : `can preempt runs of ${preemptibleRuns.join(', ')} under rcu_read_lock`,
  },
};

/** What is said of a property; of one that nothing is said of, its value. */
export function sayingOf(property: string): Saying {
  const [group = '', name = ''] = property.split('.');
  const said = SINGLE[property] ?? GROUPS[group]?.[name];
  const bare = (profile: KernelProfile): string =>
    `has ${property} ${valueText(profile, property)}`;
  return said ?? { title: property, clause: bare };
}

/** One sentence about both sides. */
export function propertySentence(
  property: string,
  sides: readonly [KernelProfile, KernelProfile],
  names: readonly [string, string],
  place: SayingPlace | null,
): string {
  const { clause } = sayingOf(property);
  const [a, b] = [clause(sides[0], place), clause(sides[1], place)];
  if (a !== b) return `${names[0]} ${a}; ${names[1]} ${b}.`;
  return `${names[0]} and ${names[1]} differ in ${sayingOf(property).title.toLowerCase()}.`;
}
