// The lab file after parsing: every part keeps the span of text that it came from.

import type { Span } from '../base/index.ts';
import type { Insn, MapType, ProgType } from '../bpf/index.ts';

/** What a word in the text refers to. */
export interface LabName {
  readonly name: string;
  readonly span: Span;
}

/** `.kernel PROFILE [option...]`. Neither is checked here: profiles belong to core/kernel. */
export interface LabKernel {
  readonly profile: LabName;
  readonly options: readonly LabName[];
  readonly span: Span;
}

/** `.map NAME TYPE max_entries=N [key_size=N] [value_size=N]`. */
export interface LabMap extends LabName {
  readonly type: MapType;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly directive: Span;
}

/**
 * A symbol that the linker must fill in. For `func` the insn is a call with src 1 (PSEUDO_CALL) or a
 * ld_imm64 with src 4 (PSEUDO_FUNC); either gets a distance in `imm`.
 */
export interface LabRef extends LabName {
  readonly kind: 'map' | 'map_value' | 'func';
  /** Offset added to a map value address. */
  readonly addend: number;
}

/** One assembled instruction: one slot, or two for ld_imm64. Jump offsets to labels are resolved. */
export interface LabInsn {
  readonly slots: readonly Insn[];
  readonly span: Span;
  readonly ref?: LabRef;
}

export interface LabLabel extends LabName {
  /** Index in slots within this body. */
  readonly insnIdx: number;
}

/** A body of instructions: `.prog` or `.func`. */
export interface LabCode extends LabName {
  readonly insns: readonly LabInsn[];
  readonly labels: readonly LabLabel[];
  readonly directive: Span;
}

/** `.prog NAME TYPE [sleepable]`; `section` is the type word as written (tc, xdp, socket, ...). */
export interface LabProg extends LabCode {
  readonly type: ProgType;
  readonly section: string;
  readonly sleepable: boolean;
}

export type LabFunc = LabCode;

/** A statement of `.init` or `.cpu`. Names are resolved against the lab's maps and programs. */
export type LabOp =
  | {
      readonly kind: 'run';
      readonly prog: LabName;
      readonly times: number;
      readonly len: number | null;
      readonly span: Span;
    }
  | {
      readonly kind: 'update';
      readonly map: LabName;
      readonly key: number;
      readonly prog: LabName;
      readonly span: Span;
    }
  | { readonly kind: 'delete'; readonly map: LabName; readonly key: number; readonly span: Span }
  | { readonly kind: 'load'; readonly prog: LabName; readonly span: Span }
  | { readonly kind: 'unload'; readonly prog: LabName; readonly span: Span }
  | { readonly kind: 'close'; readonly map: LabName; readonly span: Span };

/** `.cpu N`: a sequential thread of runs and system calls. */
export interface LabCpu {
  readonly cpu: number;
  readonly ops: readonly LabOp[];
  readonly directive: Span;
}

/** One line of `.expect`: what an observable may be at the end. */
export interface LabExpect {
  /** `retval(0)`: return value of the last run on that CPU; `slot(map,key)`: program in a slot. */
  readonly subject:
    | { readonly kind: 'retval'; readonly cpu: number }
    | { readonly kind: 'slot'; readonly map: LabName; readonly key: number };
  /** Numbers for retval; program names or `none` for slot. */
  readonly values: readonly (number | string)[];
  readonly span: Span;
}

/** `.protocol map_poke|text_poke NAME` with or without a body; the body is parsed by core/protocol. */
export interface LabProtocol extends LabName {
  readonly role: 'map_poke' | 'text_poke';
  /** The body's text as written, and where it stands in the lab; null picks a library entry. */
  readonly body: { readonly text: string; readonly span: Span } | null;
  readonly directive: Span;
}

/** Everything in a lab file. Parts with errors are left out; their diagnostics say so. */
export interface Lab {
  readonly kernel: LabKernel | null;
  readonly maps: readonly LabMap[];
  readonly progs: readonly LabProg[];
  readonly funcs: readonly LabFunc[];
  readonly init: readonly LabOp[];
  readonly cpus: readonly LabCpu[];
  readonly expects: readonly LabExpect[];
  readonly protocols: readonly LabProtocol[];
  readonly layout: LabName | null;
}
