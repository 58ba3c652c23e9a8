// A kernel profile: all that decides which bytes a kernel emits, as data.

import type { Addr } from '../base/index.ts';
import type { ProgType } from '../bpf/index.ts';
import type { NumberRules } from './number-rules.ts';
import type { SpeculationRules } from './speculation-rules.ts';

/**
 * Form of the indirect jump at the end of an indirect tail call: run-time CPU features, but
 * `inline-retpoline`, which is in the image itself, is a choice of the build (up to 5.10).
 */
export type IndirectJump = 'plain' | 'retpoline' | 'lfence' | 'inline-retpoline';

/** A place in the per-CPU area. */
export interface PercpuPlace {
  readonly symbol: string;
  readonly off: number;
}

/** Build and CPU options that change emitted bytes. */
export interface JitOptions {
  /** `endbr64` at the entry and at the tail-call landing point (CONFIG_X86_KERNEL_IBT). */
  readonly ibt: boolean;
  readonly indirectJump: IndirectJump;
  /** Register that holds the target of an indirect tail call. */
  readonly indirectReg: 'rax' | 'rcx';
  /** Symbol that a retpoline through rcx jumps to. */
  readonly indirectThunk: string;
  /** Return through `jmp returnThunk` instead of `ret`; null: plain `ret`. Names a kernel symbol. */
  readonly returnThunk: string | null;
  /** `int3` after a plain `ret` (CONFIG_SLS). */
  readonly sls: boolean;
  /** `int3` after a plain indirect jump (CONFIG_RETPOLINE or CONFIG_SLS builds). */
  readonly int3AfterIndirectJump: boolean;
  /** Which calls get rax set to the count of tail calls before them, where tail calls can be reached. */
  readonly countReload: 'every-call' | 'subprog-calls';
  /** Knows signed division, moves and loads that extend a sign, bswap and gotol (cpu=v4; 6.6 on). */
  readonly cpuV4: boolean;
  /** Knows loads that acquire and stores that release (6.15 on). */
  readonly acquireRelease: boolean;
  /** Shifts of rcx by a register save no rcx, and take no detour through r11 where rcx is the count (6.2 on). */
  readonly leanShifts: boolean;
  /** A negative 64-bit immediate that fits 32 bits takes mov with a sign-extended imm32 (by 6.12). */
  readonly shortNegativeImm64: boolean;
  /** Shifts by a register through shlx, shrx and sarx (a CPU with BMI2; the JIT uses it from 6.2 on). */
  readonly bmi2: boolean;
  /** What a call adds to, for a CPU that tracks the depth of calls (X86_FEATURE_CALL_DEPTH); null: nothing. */
  readonly callDepth: PercpuPlace | null;
  /** `lock` before xchg, which locks by itself (up to 7.0). */
  readonly lockedXchg: boolean;
  /** How mul, div and mod are emitted: up to 5.13 with an operand in r11 always. */
  readonly mulDiv: 'through-r11' | 'short';
  /** Passes after the 15th pad jumps that get shorter with nops (5.12 on). */
  readonly padsJumps: boolean;
  /** Nops by length in bytes; entry 0 is empty, entry 5 is also the empty poke site. */
  readonly nops: readonly (readonly number[])[];
}

/** Offsets in bytes of kernel structures that appear in emitted code. Configuration dependent. */
export interface KernelLayout {
  /** offsetof(struct bpf_array, map.max_entries). */
  readonly mapMaxEntries: number;
  /** offsetof(struct bpf_array, ptrs). */
  readonly arrayPtrs: number;
  /** offsetof(struct bpf_prog, bpf_func). */
  readonly progBpfFunc: number;
}

/**
 * A piece of a direct tail call's sequence. `check` leaves when the limit is reached, `count` adds one,
 * `bypass` and `target` are poke sites, `unwind` gives the frame back, `rewind` builds it again.
 */
export const TAIL_CALL_PIECES = ['check', 'count', 'bypass', 'unwind', 'target', 'rewind'] as const;
export type TailCallPiece = (typeof TAIL_CALL_PIECES)[number];

/** How a version keeps the tail-call counter and lays out the tail-call sequence. */
export interface TailCallConfig {
  /**
   * Where the count lives between functions. `in-frame` (up to 5.9): at a fixed place of the one frame that a
   * chain of tail calls has. `by-value` (5.10 to 6.11): rax carries the count and
   * each frame has its own copy. `by-pointer` (6.12 on): rax carries a count into the first program, and
   * from there on a pointer to the one count.
   */
  readonly counter: 'in-frame' | 'by-value' | 'by-pointer';
  /** The direct sequence in order of address; a failed attempt counts when `count` comes before the sites. */
  readonly pieces: readonly TailCallPiece[];
  /** MAX_TAIL_CALL_CNT as compared in the emitted code. */
  readonly limit: number;
  /** The jump behind that comparison. */
  readonly limitJump: 'ja' | 'jae';
  /** The reload before a call finds the count, or (5.10.35) forgets that the stack is rounded up to 8. */
  readonly reloadRounds: boolean;
  /** Bytes from the entry (after endbr, if any) to the landing point without endbr. */
  readonly offset: number;
}

/** What the verifier of a version lets programs do. */
export interface VerifierConfig {
  /** The last helper that there is: `__BPF_FUNC_MAX_ID` - 1 (include/uapi/linux/bpf.h; frozen since 6.2). */
  readonly lastHelper: number;
  /** With mitigations=off nothing is masked against speculation, whoever loads (6.7 on). */
  readonly mitigationsOffTrusts: boolean;
  /** What an unprivileged loader may not do with functions, as the log says it (other words since 5.13). */
  readonly unprivilegedFuncs: 'function calls to' | 'loading/calling';
  /**
   * Sleepable programs may use prog arrays, whose programs then all sleep or none (7.0 on); before, the
   * verifier refuses them, and who stands in a slot may be either.
   */
  readonly sleepableProgArrays: boolean;
  /** What ends a loop with may_goto: a budget of rounds (6.9 on), a clock (6.15 on); null: unknown. */
  readonly mayGoto: 'budget' | 'clock' | null;
  /** Look-ups in per-CPU arrays and hashes, and bpf_get_smp_processor_id, are written out (6.10 on). */
  readonly inlinesPercpu: boolean;
  /**
   * The control-flow walk passes every edge back, also one by falling through or by a call (6.7 on, and 6.6.3); before,
   * it passes those of jumps only, and calls the others back-edges.
   */
  readonly anyBackEdge: boolean;
  /** Signed division by -1 is guarded like division by 0, because x86 faults on the smallest number (6.12 on). */
  readonly guardsMinusOne: boolean;
  /** Built with type information (CONFIG_DEBUG_INFO_BTF), so that pointers to kernel structures have types. */
  readonly btf: boolean;
  /** Loads through the pointer to the current task are plain ones, for it is trusted (6.2 on). */
  readonly trustsTask: boolean;
  /**
   * Once a walk of the call chains has met a tail call, a function that it leaves counts as reaching one
   * itself (7.0 on), or only the functions that are waiting for it.
   */
  readonly reachMarksLeft: boolean;
  /**
   * A program may have tail calls and functions of its own (5.10 on); before, one with a tail call is given
   * all of the stack, so that the frames of a chain are alike.
   */
  readonly tailCallsWithSubprogs: boolean;
  /** Atomics other than an addition without fetch (5.12 on). */
  readonly fetchAtomics: boolean;
  /**
   * How the test before a 32-bit division clears what lies above the divisor: by a move of the divisor to itself (up
   * to 5.9), or not at all, as the test itself is one of 32 bits.
   */
  readonly divGuard: 'moves-divisor' | 'tests-32-bits';
  /** What is known of numbers. */
  readonly numbers: NumberRules;
  /** What is done about speculation in programs of an unprivileged loader. */
  readonly speculation: SpeculationRules;
}

/** How a version changes poke sites, apart from what its protocols say. */
export interface PokeConfig {
  /** What text_poke answers when there is nothing to change: 1 from 5.10 on. */
  readonly unchangedResult: 0 | 1;
}

/** What is decided when a program is loaded, by settings of the running kernel. */
export interface LoadConfig {
  /** Constants do not appear in images: net.core.bpf_jit_harden is 2. */
  readonly blinding: boolean;
  /** Programs and maps come from a loader without CAP_BPF and CAP_PERFMON. */
  readonly unprivileged: boolean;
  /** False: net.core.bpf_jit_enable is 0, and programs run in the interpreter (no CONFIG_BPF_JIT_ALWAYS_ON). */
  readonly jit: boolean;
}

/** Everything about one kernel build that the images and updates depend on. */
export interface KernelProfile {
  /** As written after `.kernel`, e.g. `6.1`. */
  readonly version: string;
  /** Option words as written, e.g. `hardened`; [] is the plain profile. */
  readonly options: readonly string[];
  readonly jit: JitOptions;
  readonly layout: KernelLayout;
  readonly tailCall: TailCallConfig;
  readonly verifier: VerifierConfig;
  readonly poke: PokeConfig;
  readonly load: LoadConfig;
  /** Largest positive displacement that the JIT encodes as a short jump (6.1.192: 123). */
  readonly shortJumpMax: number;
  /**
   * Types whose runs hold rcu_read_lock() and can be preempted in it: the kernel is built with preemption, and
   * BPF_PROG_TEST_RUN turns neither preemption nor bottom halves off. None unless given. Runs of sleepable
   * programs can always be preempted.
   */
  readonly preemptibleRuns?: readonly ProgType[];
  /** Names of the default library protocols. */
  readonly protocols: { readonly mapPoke: string; readonly textPoke: string };
}

/**
 * Where things are in kernel memory. A golden case gives the addresses of a real kernel; a lab
 * gets a deterministic fake that looks like one.
 */
export interface AddressMap {
  /** Image base of function `funcIdx` (0 = main) of program `progIdx`. */
  image(progIdx: number, funcIdx: number): Addr;
  /** struct bpf_map of map `mapIdx`. */
  map(mapIdx: number): Addr;
  /** First value of array map `mapIdx` (for PSEUDO_MAP_VALUE and inlined look-ups). */
  mapValue(mapIdx: number): Addr;
  /** A kernel symbol: thunks, `__bpf_call_base`, helper functions. Undefined if not known. */
  symbol(name: string): Addr | undefined;
}

/** An option word of a version and what it changes. Words of one `group` exclude each other. */
export interface ProfileOption {
  readonly word: string;
  readonly group: string;
  readonly jit: Partial<JitOptions>;
  readonly load?: Partial<LoadConfig>;
  readonly verifier?: Partial<VerifierConfig>;
}

/** A version as data: its plain profile and its options, in canonical order. Settings of a load are the same in all. */
export interface KernelVersion {
  readonly profile: Omit<KernelProfile, 'load'>;
  readonly options: readonly ProfileOption[];
}

const ENDBR_SIZE = 4;

/** Where a tail call lands, in bytes from the image start (`adj_off`, X86_TAIL_CALL_OFFSET). */
export function landingOffset(profile: KernelProfile): number {
  return profile.tailCall.offset + (profile.jit.ibt ? ENDBR_SIZE : 0);
}
