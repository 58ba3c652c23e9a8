// A place in an image in words: function and offset, the piece, the line of the lab text.

import type { CodePlace } from '../../core/machine/index.ts';
import type { ByteRange, LabResult } from '../../core/pipeline/index.ts';
import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';
import { codeAt, lineOf } from './choice-paths.ts';

export interface PlaceInfo {
  /** "entry+0x3c". */
  readonly label: string;
  /** Bytes of the x86 insn there. */
  readonly start: number;
  readonly end: number;
  /** "P1 bypass"; '' in the body. */
  readonly part: string;
  /** The BPF insn that it belongs to; null in the prologue. */
  readonly source: { readonly line: number; readonly code: string } | null;
}

/** "entry+0x3c". */
export function placeLabel(result: LabResult, place: CodePlace): string {
  const { progIdx, funcIdx, byteOff } = place;
  const prog = result.progs[progIdx];
  const name = prog?.jit?.funcs[funcIdx]?.name ?? prog?.name ?? `prog ${progIdx}`;
  return `${name}+0x${byteOff.toString(16)}`;
}

/** Null outside what the lab has. `text` is the one that `result` came from. */
export function placeInfo(result: LabResult, text: string, place: CodePlace): PlaceInfo | null {
  const prog = result.progs[place.progIdx];
  const image = prog?.jit?.funcs[place.funcIdx];
  if (!prog || !image) return null;
  const { insns, bytes } = image;
  const insn = insns.byteOff.findLastIndex((start) => start <= place.byteOff);
  const part = PART_ORDER[insns.part[insn] ?? 1] ?? 'body';
  const slot = insns.insnIdx[insn] ?? -1;
  const span = slot < 0 ? undefined : prog.spans[prog.xlated?.origin[slot] ?? -1];
  const { letter, word } = PART_LABELS[part];
  const named = part === 'bypass' || part === 'target' ? `${letter} ${word}` : word;
  return {
    label: placeLabel(result, place),
    start: insns.byteOff[insn] ?? 0,
    end: insns.byteOff[insn + 1] ?? bytes.length,
    part: part === 'body' ? '' : named,
    source: span ? { line: lineOf(text, span.start), code: codeAt(text, span) } : null,
  };
}

/** Bytes that a slot of the xlated program became; null when it has none. */
export function rangeOfInsn(result: LabResult, progIdx: number, insnIdx: number): ByteRange | null {
  for (const { funcIdx, insns, bytes } of result.progs[progIdx]?.jit?.funcs ?? []) {
    const first = insns.insnIdx.indexOf(insnIdx);
    if (first < 0) continue;
    const last = insns.insnIdx.lastIndexOf(insnIdx);
    const start = insns.byteOff[first] ?? 0;
    return { progIdx, funcIdx, start, end: insns.byteOff[last + 1] ?? bytes.length };
  }
  return null;
}
