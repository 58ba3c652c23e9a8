// What a version's verifier does about speculation in programs of an unprivileged loader. A rule is named after what
// it does; the comment says which version brought it.
// Authority: sanitize_ptr_alu, check_stack_write, sanitize_speculative_path and do_check of kernel/bpf/verifier.c,
// Linux 5.9.1, 5.10.35, 5.15.85, 6.1 to 7.1. No dump of an unprivileged load exists: the shapes of 7.1 were read in a tree of that
// cycle, which version has which of them is what we know of their history, unconfirmed by a dump.

/** How pointers and the stack are kept from a CPU that speculates. */
export interface SpeculationRules {
  /**
   * A store to the stack that a later load may overtake: a store of 0 is put in front of it where a pointer goes
   * where a number was (up to 5.13), or a barrier behind it (5.14 on).
   */
  readonly storeGuard: 'zero-before' | 'barrier-behind';
  /** A number stored over a pointer needs the barrier too (6.2 on and its stable kernels). */
  readonly guardsOverPointers: boolean;
  /** How far an offset may reach: to the edge of the object (up to 5.11), or no further than the verifier saw it go. */
  readonly offsetLimit: 'object' | 'move';
  /** The direction is looked up again after the addition, when the offset's register holds the pointer (up to 5.13). */
  readonly turnsDirection: boolean;
  /** An offset that is a constant is followed as 0 as well, though it is written into the insn (up to 5.13). */
  readonly followsConstants: boolean;
  /** Both sides of a branch are followed, also the one that it never takes (5.13 on). */
  readonly followsMispredicted: boolean;
  /** Once an offset is masked, numbers are compared whole where paths meet (5.14 on). */
  readonly comparesWhole: boolean;
  /** What the log calls a stack pointer that leaves the stack: an access (up to 5.11), or arithmetic. */
  readonly stackWords: 'access' | 'arithmetic';
  /** What only a CPU that speculates could do wrong gets a barrier instead of a refusal (6.17 on). */
  readonly fencesFaults: boolean;
}

const SPECULATION_5_9: SpeculationRules = {
  storeGuard: 'zero-before',
  guardsOverPointers: false,
  offsetLimit: 'object',
  turnsDirection: false,
  followsConstants: true,
  followsMispredicted: false,
  comparesWhole: false,
  stackWords: 'access',
  fencesFaults: false,
};

const SPECULATION_5_10: SpeculationRules = {
  ...SPECULATION_5_9,
  offsetLimit: 'move',
  turnsDirection: true,
};

const SPECULATION_5_15: SpeculationRules = {
  ...SPECULATION_5_10,
  storeGuard: 'barrier-behind',
  turnsDirection: false,
  followsConstants: false,
  followsMispredicted: true,
  comparesWhole: true,
  stackWords: 'arithmetic',
};

const SPECULATION_6_1: SpeculationRules = { ...SPECULATION_5_15, guardsOverPointers: true };

/** By version; 6.6 and 6.12 are as 6.1, 7.1 is as 6.19. */
export const SPECULATION = {
  v5_9: SPECULATION_5_9,
  v5_10: SPECULATION_5_10,
  v5_15: SPECULATION_5_15,
  v6_1: SPECULATION_6_1,
  v6_19: { ...SPECULATION_6_1, fencesFaults: true },
} as const satisfies Readonly<Record<string, SpeculationRules>>;
