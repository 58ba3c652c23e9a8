// The x86 instructions of one step, as lines to read.

import { bisectRight } from 'd3';
import type { FuncImage } from '../../core/jit/index.ts';
import type { CodePlace, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { makeBpfPrinter, type Syntax } from '../bytes/insn-text.ts';
import { makeX86Printer } from '../bytes/x86-printer.ts';

export interface InsnLine {
  /** "entry+0x3c"; "kernel" outside all images. */
  readonly where: string;
  readonly text: string;
  /** The BPF line that it belongs to; '' in a prologue. */
  readonly bpf: string;
  /** True for the first instruction of its BPF line here. */
  readonly isFirst: boolean;
}

/** The line of instruction `nth` of a step, which stand at `places`. */
export type LinePrinter = (
  step: Step,
  places: readonly (CodePlace | null)[],
  nth: number,
) => InsnLine;

/** Slot of the xlated program that byte `byteOff` of an image comes from; -1 in a prologue. */
function slotOf({ insns }: FuncImage, byteOff: number): number {
  return insns.insnIdx[bisectRight(insns.byteOff, byteOff) - 1] ?? -1;
}

/** The insn at `byteOff`, as the image has it unless the step fetched other bytes there. */
function bytesAt(image: FuncImage, byteOff: number, step: Step, nth: number): Uint8Array {
  const fetch = nth === 0 && step.events.find((event) => event.kind === 'fetch');
  if (fetch && fetch.kind === 'fetch') return fetch.bytes;
  const next = bisectRight(image.insns.byteOff, byteOff);
  return image.bytes.slice(byteOff, image.insns.byteOff[next] ?? image.bytes.length);
}

export function makeLinePrinter(result: LabResult, syntax: Syntax): LinePrinter {
  const printX86 = makeX86Printer(result);
  const printBpf = makeBpfPrinter(result);
  const imageOf = ({ progIdx, funcIdx }: CodePlace) => result.progs[progIdx]?.jit?.funcs[funcIdx];
  const slotAt = (place: CodePlace | null | undefined): string => {
    const image = place && imageOf(place);
    return image ? `${place.progIdx} ${slotOf(image, place.byteOff)}` : '';
  };
  return (step, places, nth) => {
    const place = places[nth];
    const image = place && imageOf(place);
    if (!image) return { where: 'kernel', text: 'code outside the images', bpf: '', isFirst: true };
    const bytes = bytesAt(image, place.byteOff, step, nth);
    return {
      where: `${image.name}+0x${place.byteOff.toString(16)}`,
      text: printX86(bytes, image.addr + BigInt(place.byteOff), syntax),
      bpf: printBpf(place.progIdx, slotOf(image, place.byteOff)),
      isFirst: nth === 0 || slotAt(places[nth - 1]) !== slotAt(place),
    };
  };
}
