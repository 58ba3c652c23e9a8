// What the JIT produces: bytes, and where each byte came from.

import { type Addr, assert, type ByteOff, type InsnIdx } from '../base/index.ts';

/**
 * Piece of an image that an x86 instruction belongs to. Order is the letter order of the page. `site` is
 * the poke site of a layout that has one only.
 */
export const PARTS = [
  'prologue',
  'body',
  'check',
  'bypass',
  'unwind',
  'target',
  'epilogue',
  'site',
  'rewind',
] as const;
export type Part = (typeof PARTS)[number];

/**
 * The x86 instructions of an image, as the emitter made them. Columns of equal length. The field of
 * each byte (prefix, rex, opcode, ...) is the decoder's to say: `fieldsOf` in core/x86.
 */
export interface EmittedInsns {
  /** Start of each x86 insn, ascending, in bytes from the image start. */
  readonly byteOff: Int32Array;
  /** Xlated slot that caused it, relative to the whole program; -1 in prologue. */
  readonly insnIdx: Int32Array;
  /** Index into PARTS. */
  readonly part: Uint8Array;
}

/** One round of the pass loop (`bpf_int_jit_compile`). */
export interface PassInfo {
  /** `shrink` passes look for the length, the `image` pass writes the bytes. */
  readonly kind: 'shrink' | 'image';
  /** Image length in bytes after this pass. */
  readonly length: number;
  /** True for passes that pad jumps with nops to keep the image from shrinking (after 15). */
  readonly padding: boolean;
}

/** One function as the JIT left it in memory, poke sites empty; `addr` is where byte 0 stands. */
export interface FuncImage {
  readonly name: string;
  readonly funcIdx: number;
  readonly addr: Addr;
  readonly bytes: Uint8Array;
  /** `addrs[i]`: end in bytes of the code of slot `start + i - 1`; `addrs[0]` ends the prologue. */
  readonly addrs: Int32Array;
  readonly insns: EmittedInsns;
  readonly passes: readonly PassInfo[];
  /** `addrs` of the first, overestimating pass: the page shows what shrank. */
  readonly firstPassAddrs: Int32Array;
  readonly frame: FrameInfo;
  /** `bpf`: the JIT is off, and these are the insns that the interpreter reads, eight bytes each; absent: x86. */
  readonly code?: 'bpf';
}

/** The stack frame that the prologue builds. */
export interface FrameInfo {
  /** Bytes of BPF stack as the verifier saw them. */
  readonly stackDepth: number;
  /** Bytes below rbp for BPF stack, rounded up to 8. */
  readonly stackSize: number;
  /** Built alike whatever the function uses, because a tail call goes on in its caller's frame (up to 5.9). */
  readonly isUniform: boolean;
  /** BPF registers saved, in push order: a subset of 6, 7, 8, 9. */
  readonly calleeRegsUsed: readonly number[];
  readonly tailCallReachable: boolean;
  /** Landing offset of a tail call in bytes from the image start. */
  readonly adjOff: number;
}

/** `struct bpf_jit_poke_descriptor` after the JIT filled in the addresses. */
export interface PokeDescriptor {
  readonly tailcallTarget: Addr;
  /** Null in layouts with one site, as up to 5.9, where the target is called `ip`. */
  readonly tailcallBypass: Addr | null;
  /** Right behind the sequence. */
  readonly bypassAddr: Addr;
  readonly adjOff: number;
  readonly mapIdx: number;
  readonly key: number;
  /** Slot of the tail call in the xlated program. */
  readonly insnIdx: InsnIdx;
  /** Function that owns it (`aux`). */
  readonly funcIdx: number;
  /** Same places as offsets in that function's image. */
  readonly targetOff: ByteOff;
  readonly bypassOff: ByteOff | null;
}

/** One of the poke sites of a descriptor. */
export type SiteKind = 'target' | 'bypass';

const BOTH_SITES: readonly SiteKind[] = ['target', 'bypass'];
const TARGET_ONLY: readonly SiteKind[] = ['target'];

/** The sites that a descriptor has, the target first. */
export function siteKinds(desc: PokeDescriptor): readonly SiteKind[] {
  return desc.bypassOff === null ? TARGET_ONLY : BOTH_SITES;
}

/** Where a site begins in the image of the descriptor's function. */
export function siteOff(desc: PokeDescriptor, which: SiteKind): ByteOff {
  if (which === 'target') return desc.targetOff;
  assert(desc.bypassOff !== null, 'a layout with one site has no bypass');
  return desc.bypassOff;
}

/** Address of a site. */
export function siteAddr(desc: PokeDescriptor, which: SiteKind): Addr {
  if (which === 'target') return desc.tailcallTarget;
  assert(desc.tailcallBypass !== null, 'a layout with one site has no bypass');
  return desc.tailcallBypass;
}

/** A program's images with empty poke sites (bypass = jmp, target = nop5), before any fixup. */
export interface JitProg {
  readonly name: string;
  readonly progIdx: number;
  readonly funcs: readonly FuncImage[];
  readonly pokeTab: readonly PokeDescriptor[];
}

/** The JIT's no, e.g. -EINVAL for an insn that it does not know, -ENOSPC for too many pokes. */
export interface JitError {
  readonly errno: number;
  readonly code: string;
  readonly message: string;
  readonly insnIdx: InsnIdx | null;
}
