// Where each rewritten insn comes from: the kinds of rewriting in the order of bpf_check, each with the kernel
// function that does it, and what a program keeps of them.
// Authority: bpf_check of kernel/bpf/verifier.c, Linux 5.9 to 6.19, and kernel/bpf/fixups.c of 7.1, for the names;
// bpf_gen_ld_abs and the map_gen_lookup callbacks run inside of do_misc_fixups.

import type { InsnIdx } from '../base/index.ts';

/** A function of the kernel and the versions from which on it has a name. */
interface Pass {
  /** Oldest first; the first holds for all that is older. */
  readonly names: readonly (readonly [since: string, name: string])[];
}

const RESOLVE: Pass = {
  names: [
    ['5.9', 'resolve_pseudo_ldimm64'],
    ['7.1', 'check_and_resolve_insns'],
  ],
};

/** From 7.1 on these stand in fixups.c, are no longer static, and have the prefix. */
function prefixed(name: string): Pass {
  return {
    names: [
      ['5.9', name],
      ['7.1', `bpf_${name}`],
    ],
  };
}

const PRUNE: Pass = { names: [['7.1', 'bpf_prune_dead_branches']] };
const HARD_WIRE = prefixed('opt_hard_wire_dead_code_branches');
const DEAD_CODE = prefixed('opt_remove_dead_code');
const NOPS = prefixed('opt_remove_nops');
const TRAPS: Pass = { names: [['5.9', 'sanitize_dead_code']] };
const CTX = prefixed('convert_ctx_accesses');
const FIXUPS: Pass = {
  names: [
    ['5.9', 'fixup_bpf_calls'],
    ['5.13', 'do_misc_fixups'],
    ['7.1', 'bpf_do_misc_fixups'],
  ],
};
const ZEXT = prefixed('opt_subreg_zext_lo32_rnd_hi32');
const JIT_SUBPROGS: Pass = { names: [['5.9', 'jit_subprogs']] };
const BLIND: Pass = { names: [['5.9', 'bpf_jit_blind_constants']] };
const ADJUST: Pass = { names: [['5.9', 'bpf_adj_branches']] };

interface Kind {
  readonly pass: Pass;
  /** Two or three words. */
  readonly label: string;
  readonly what: string;
  /** Kernel that had it first. */
  readonly since: string;
}

/** Every kind, in the order of the passes; the last one goes with all of them. */
const KINDS = {
  'map-pointer': {
    pass: RESOLVE,
    label: 'map pointer',
    what: 'The map fd becomes the address of the map, or of a place in its value.',
    since: '3.18',
  },
  'const-branch': {
    pass: PRUNE,
    label: 'constants compared',
    what: 'A branch that compares constants, whatever way leads there, becomes a goto.',
    since: '7.1',
  },
  'hard-wire': {
    pass: HARD_WIRE,
    label: 'branch decided',
    what: 'A branch of which only one side was ever reached becomes a goto.',
    since: '5.1',
  },
  'dead-code': {
    pass: DEAD_CODE,
    label: 'dead code',
    what: 'Insns that no path reached are removed, and functions that only those call.',
    since: '5.1',
  },
  nop: {
    pass: NOPS,
    label: 'nop',
    what: 'A goto to the next insn is removed.',
    since: '5.1',
  },
  'dead-trap': {
    pass: TRAPS,
    label: 'dead code trapped',
    what: 'For an unprivileged loader an insn that no path reached becomes a jump to itself.',
    since: '4.16',
  },
  'store-guard': {
    pass: CTX,
    label: 'store guarded',
    what: 'A load must not overtake this store: a barrier behind it, or (up to 5.13) a store of 0 in front of it.',
    since: '4.17',
  },
  barrier: {
    pass: CTX,
    label: 'speculation barrier',
    what: 'What only a mispredicted branch could lead to is kept from it by a barrier.',
    since: '6.17',
  },
  'ctx-access': {
    pass: CTX,
    label: 'context access',
    what: 'An access to a context field becomes an access to the structure of the kernel.',
    since: '4.1',
  },
  'probe-mem': {
    pass: CTX,
    label: 'faulting load',
    what: 'A load through a kernel pointer becomes one that gives 0 where it faults (PROBE_MEM).',
    since: '5.5',
  },
  'offset-mask': {
    pass: FIXUPS,
    label: 'offset masked',
    what: 'The offset that is added to a pointer becomes 0 where it is larger than was verified.',
    since: '5.0',
  },
  'div-guard': {
    pass: FIXUPS,
    label: 'division guard',
    what: 'A division by a register is guarded: x / 0 is 0 and x % 0 is x, where x86 would trap.',
    since: '4.16',
  },
  'minus-one': {
    pass: FIXUPS,
    label: 'division by -1',
    what: 'A signed division by -1 becomes a negation, because x86 traps on the smallest number.',
    since: '6.12',
  },
  'may-goto': {
    pass: FIXUPS,
    label: 'may_goto count',
    what: 'A count on the stack ends the loop; may_goto tests it.',
    since: '6.9',
  },
  'ld-abs': {
    pass: FIXUPS,
    label: 'packet load',
    what: 'A legacy packet load becomes a call; a packet that is too short ends the program with 0.',
    since: '4.18',
  },
  'tail-call': {
    pass: FIXUPS,
    label: 'tail call',
    what: 'The helper call becomes an insn of its own; imm is the poke descriptor + 1, or 0 for an indirect one.',
    since: '4.2',
  },
  'index-mask': {
    pass: FIXUPS,
    label: 'index masked',
    what: 'An index out of range skips the tail call, and a mask keeps speculation within the array.',
    since: '4.15',
  },
  'map-lookup': {
    pass: FIXUPS,
    label: 'map look-up inlined',
    what: 'bpf_map_lookup_elem is written out for the type of the map.',
    since: '4.12',
  },
  'cpu-number': {
    pass: FIXUPS,
    label: 'CPU number inlined',
    what: 'bpf_get_smp_processor_id becomes a load from the per-CPU area.',
    since: '6.10',
  },
  'helper-call': {
    pass: FIXUPS,
    label: 'helper address',
    what: 'imm becomes the distance of the helper, or of the function of the map type, from __bpf_call_base.',
    since: '3.18',
  },
  'zero-extend': {
    pass: ZEXT,
    label: 'zero extension',
    what: 'r0 is zero-extended behind a 32-bit cmpxchg, which leaves its upper half alone when it fails.',
    since: '5.12',
  },
  'subprog-call': {
    pass: JIT_SUBPROGS,
    label: 'subprogram call',
    what: 'off becomes the distance of the called function (cut to 16 bits), imm its number.',
    since: '4.16',
  },
  blinding: {
    pass: BLIND,
    label: 'constant blinded',
    what: 'The constant is put together in r11 from two numbers, one of them random.',
    since: '4.7',
  },
  'jump-offset': {
    pass: ADJUST,
    label: 'offset follows',
    what: 'The jump or call still goes to the same insn, which has moved.',
    since: '4.16',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type RewritingKind = keyof typeof KINDS;

const ORDER = Object.keys(KINDS) as RewritingKind[];

/** The bit of a kind in `marks`. */
export function markOf(kind: RewritingKind): number {
  return 1 << ORDER.indexOf(kind);
}

/** One kind of rewriting as a kernel of some version has it. */
export interface Rewriting {
  readonly kind: RewritingKind;
  /** The kernel's function. */
  readonly pass: string;
  readonly label: string;
  /** What it does, in a sentence. */
  readonly what: string;
  /** Versions that have it, and former names of the function. */
  readonly versions: string;
  /** This kernel is one of those. */
  readonly inKernel: boolean;
}

/** A source insn that the JIT never sees. */
export interface RemovedInsn {
  /** Slot of the source. */
  readonly insnIdx: InsnIdx;
  /** What was done to it; the last one is what removed it. */
  readonly marks: number;
  /** The source branch that always goes one way and so left the insn without use, if one did. */
  readonly branch: { readonly insnIdx: InsnIdx; readonly taken: boolean } | null;
}

/** How a program came to be what it is. */
export interface Provenance {
  /** Every kind, in the order in which the kernel works; bit k of `marks` stands for the k-th. */
  readonly rewritings: readonly Rewriting[];
  /** For each rewritten slot, what made it or changed it; 0: it is as it was in the source. */
  readonly marks: Int32Array;
  /** 1 for slots that were put in beside the one that stands for the source insn. */
  readonly putIn: Uint8Array;
  /** Source slots of which nothing is left, ascending. */
  readonly removed: readonly RemovedInsn[];
}

function isSince(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}

function namesOf({ names }: Pass, version: string): { name: string; others: readonly string[] } {
  const current = names.findLastIndex(([since]) => isSince(version, since));
  const own = Math.max(0, current);
  const others = names.flatMap(([since, name], idx) => {
    if (idx < own) return [`${name} before ${names[idx + 1]?.[0]}`];
    return idx > own ? [`${name} from ${since} on`] : [];
  });
  return { name: names[own]?.[1] ?? '', others };
}

/** The kinds of rewriting under the names that the kernel `version` has for them. */
export function rewritingsOf(version: string): readonly Rewriting[] {
  return ORDER.map((kind) => {
    const { pass, label, what, since }: Kind = KINDS[kind];
    const { name, others } = namesOf(pass, version);
    const versions = [`since ${since}`, ...others].join('; ');
    const inKernel = isSince(version, since);
    return { kind, pass: name, label, what, versions, inKernel };
  });
}
