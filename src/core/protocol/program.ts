// A compiled protocol: what core/machine interprets statement by statement.
// Authority: the vocabulary of bpf_arch_poke_desc_update, __bpf_arch_text_poke and text_poke_bp
// (Linux 6.1). Not modelled: anything that this union cannot say; the parser refuses it.

import type { Span } from '../base/index.ts';

export type ProtocolRole = 'map_poke' | 'text_poke';

/**
 * What a value is. `addr` is an address within the caller's own image (bypass_addr), `kind` what
 * bpf_arch_text_poke calls the type of an instruction (BPF_MOD_NOP, BPF_MOD_JUMP).
 */
export type ProtocolType = 'int' | 'prog' | 'insn' | 'addr' | 'kind';

export type BinaryOp = '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

export type LockName = 'poke_mutex' | 'text_mutex';

export type GracePeriodFlavour = 'rcu' | 'tasks-trace';

/**
 * A value without side effects. In memory every value is one 32-bit word: an int; a program as
 * its index + 1, NULL = 0; a kind as 0 nop, 1 jump; an insn as core/machine codes it.
 */
export type ProtocolExpr =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'prog'; readonly which: 'old' | 'new' }
  | { readonly kind: 'local'; readonly localIdx: number }
  | { readonly kind: 'bypass_addr' }
  | { readonly kind: 'nop' }
  | { readonly kind: 'jmp'; readonly to: ProtocolExpr }
  | { readonly kind: 'not'; readonly of: ProtocolExpr }
  | { readonly kind: 'negate'; readonly of: ProtocolExpr }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly left: ProtocolExpr;
      readonly right: ProtocolExpr;
    }
  | {
      readonly kind: 'choose';
      readonly cond: ProtocolExpr;
      readonly then: ProtocolExpr;
      readonly else: ProtocolExpr;
    };

/** What a `store` writes: one byte, or a range of the old or new instruction from byte `from`. */
export type StoreValue =
  | { readonly kind: 'byte'; readonly value: number }
  | { readonly kind: 'old' | 'new'; readonly from: number };

/**
 * Which of the kernel's functions pokes: `text_poke` compares and runs the text_poke protocol;
 * `bpf_arch_text_poke` asks first whether the site is in text that kallsyms knows (-EINVAL);
 * `text_poke_early` compares and copies the five bytes, which only an image that nobody runs bears.
 */
export type PokeFunction = 'text_poke' | 'bpf_arch_text_poke' | 'text_poke_early';

export type ProtocolStmt =
  /** Turns to the next descriptor of the map and key; when there is none, goes on at `exit`. */
  | { readonly kind: 'next-desc'; readonly exit: number }
  /** Leaves the descriptor and goes back to the `next-desc` at `to`. */
  | { readonly kind: 'end-desc'; readonly to: number }
  | {
      readonly kind: 'text-poke';
      readonly by: PokeFunction;
      readonly which: 'target' | 'bypass';
      readonly expected: ProtocolExpr;
      readonly wanted: ProtocolExpr;
      /** Whatever the site holds is taken for what was expected. */
      readonly ignoresOld: boolean;
      readonly resultIdx: number | null;
    }
  /** Reads what another actor may change: a site's instruction as memory has it, or the slot. */
  | {
      readonly kind: 'read';
      readonly from: 'target' | 'bypass' | 'slot';
      readonly localIdx: number;
    }
  | { readonly kind: 'wait'; readonly flavour: GracePeriodFlavour }
  /**
   * Leaves the statements up to `exit` to the kernel's worker, which runs them after a grace period that
   * begins now, with the values and the descriptor of now, and without poke_mutex.
   */
  | { readonly kind: 'defer'; readonly flavour: GracePeriodFlavour; readonly exit: number }
  /** Last of the statements of a `defer`. */
  | { readonly kind: 'end-defer' }
  | { readonly kind: 'lock' | 'unlock'; readonly lock: LockName }
  | { readonly kind: 'publish' | 'retire' }
  /** Bytes `from`..`to` (inclusive, 0..4) of the site. */
  | {
      readonly kind: 'store';
      readonly from: number;
      readonly to: number;
      readonly value: StoreValue;
    }
  | { readonly kind: 'sync' }
  /** Stops the machine when `cond` is not 0. */
  | { readonly kind: 'bug'; readonly cond: ProtocolExpr }
  /** text_poke: its result. map_poke: a negative one is the errno that the system call answers. */
  | { readonly kind: 'return'; readonly value: ProtocolExpr | null }
  // Control flow and local arithmetic: no other actor can see them, so they cost no step.
  | { readonly kind: 'assign'; readonly localIdx: number; readonly value: ProtocolExpr }
  | { readonly kind: 'branch'; readonly cond: ProtocolExpr; readonly otherwise: number }
  | { readonly kind: 'jump'; readonly to: number };

/** A protocol after parsing, checking and compiling. `text` is what the page shows. */
export interface Protocol {
  readonly role: ProtocolRole;
  readonly name: string;
  readonly text: string;
  /** The protocol itself, then what stands under `fixup`. */
  readonly code: readonly ProtocolStep[];
  /** Number of steps of the protocol itself. */
  readonly mainEnd: number;
  /** First step of `fixup`, which runs to the end of `code`; null: the load runs the protocol itself. */
  readonly fixup: number | null;
  /** Locks that the kernel's code around it does not take for it. */
  readonly omits: readonly LockName[];
  /** Names of the local variables, by `localIdx`. */
  readonly locals: readonly string[];
  /** What their words mean, by `localIdx`. */
  readonly localTypes: readonly ProtocolType[];
}

/** One interpretable statement; `span` and `line` (1-based) are in `text`. */
export interface ProtocolStep {
  readonly span: Span;
  readonly line: number;
  readonly stmt: ProtocolStmt;
}
