// The stack of a CPU as rows, highest address first: one block for each frame.

import type { CodePlace, CpuState, StackFrame, StackSlot } from '../../core/machine/index.ts';
import { bpfName, hexValue } from './register-rows.ts';

export interface StackRow {
  readonly addr: bigint;
  /** Distance from the frame's rbp, such as "-8"; '' in kernel frames. */
  readonly off: string;
  readonly label: string;
  readonly value: string;
  /** Registers that point here. */
  readonly marks: readonly ('rsp' | 'rbp')[];
  readonly live: boolean;
  readonly changed: boolean;
}

export interface StackBlock {
  readonly title: string;
  readonly stage: StackFrame['stage'];
  readonly rows: readonly StackRow[];
  /** What is to be said of the rows below rsp; '' when there are none. */
  readonly deadNote: string;
}

interface Reading {
  readonly state: CpuState;
  readonly old: ReadonlyMap<bigint, bigint>;
  labelOf(place: CodePlace): string;
}

/** Numbers in the encoding. */
const RSP = 4;
const RBP = 5;
/** struct pt_regs, lowest address first. */
const PT_REGS =
  'r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_ax rip cs rflags rsp ss'.split(
    ' ',
  );
/** Of the saved registers the first few are shown: what the trap itself pushed. */
const SAVED_BY_HANDLER = 16;
/** So many equal qwords in a row become one line. */
const FOLDED = 3;
/** Frames shown at most: a chain of tail calls in subprograms leaves dozens behind. */
const MOST_FRAMES = 8;

/** Blocks of the stack, outermost frame first; `hidden` frames are left out between the first and the rest. */
export function stackBlocks(
  state: CpuState,
  before: CpuState | null,
  labelOf: (place: CodePlace) => string,
): { readonly blocks: readonly StackBlock[]; readonly hidden: number } {
  const reading: Reading = { state, old: quadsOf(before), labelOf };
  const frames = [...state.frames].reverse();
  const hidden = Math.max(0, frames.length - MOST_FRAMES);
  const shown = hidden === 0 ? frames : [...frames.slice(0, 1), ...frames.slice(hidden + 1)];
  return { blocks: shown.map((frame) => blockOf(reading, frame)), hidden };
}

function quadsOf(state: CpuState | null): ReadonlyMap<bigint, bigint> {
  const quads = new Map<bigint, bigint>();
  for (const { slots } of state?.frames ?? []) {
    for (const slot of slots) {
      slot.quads.forEach((quad, nth) => {
        quads.set(addrOf(slot, nth), quad);
      });
    }
  }
  return quads;
}

function addrOf(slot: StackSlot, nth: number): bigint {
  return slot.addr + BigInt(8 * nth);
}

function blockOf(reading: Reading, frame: StackFrame): StackBlock {
  const rows = frame.slots.flatMap((slot) => {
    const quads = slotRows(reading, frame, slot);
    return slot.kind === 'trap' ? foldTrap(quads) : foldRows(quads);
  });
  return {
    title: frame.kernel ?? (frame.place ? reading.labelOf(frame.place) : ''),
    stage: frame.stage,
    rows,
    deadNote: rows.every(({ live }) => live) ? '' : deadNote(reading.state, frame),
  };
}

function deadNote({ interruptsOff }: CpuState, { stage }: StackFrame): string {
  if (stage === 'building') return 'below rsp: the prologue has not got here yet';
  return interruptsOff
    ? 'below rsp: the int3 trap has written over it'
    : 'below rsp: may be overwritten';
}

/** Qwords of a slot, highest first. */
function slotRows(reading: Reading, frame: StackFrame, slot: StackSlot): StackRow[] {
  const { state, old } = reading;
  return slot.quads
    .map((quad, nth) => {
      const addr = addrOf(slot, nth);
      const was = old.get(addr);
      return {
        addr,
        off: frame.rbp === null ? '' : signed(addr - frame.rbp),
        label: slotLabel(slot, nth, frame),
        value: slot.live ? slotValue(reading, slot, quad) : hexValue(quad),
        marks: marksAt(state, addr),
        live: slot.live,
        changed: was !== undefined && was !== quad,
      };
    })
    .reverse();
}

function marksAt(state: CpuState, addr: bigint): ('rsp' | 'rbp')[] {
  const marks: ('rsp' | 'rbp')[] = [];
  if (state.regs[RSP] === addr) marks.push('rsp');
  if (state.regs[RBP] === addr) marks.push('rbp');
  return marks;
}

function signed(off: bigint): string {
  return off < 0n ? `−${-off}` : `+${off}`;
}

function slotLabel(slot: StackSlot, nth: number, { rbp }: StackFrame): string {
  switch (slot.kind) {
    case 'return':
      return 'return';
    case 'saved-rbp':
      return 'saved rbp';
    case 'bpf-stack':
      return `BPF stack R10${signed(addrOf(slot, nth) - (rbp ?? 0n))}`;
    case 'counter':
      return isPointer(slot.quads[nth]) ? 'pointer to the count' : 'tail call count';
    case 'callee-saved': {
      const bpf = bpfName(slot.register ?? '');
      return `saved ${slot.register}${bpf ? ` (${bpf})` : ''}`;
    }
    case 'trap':
      return `pt_regs ${PT_REGS[nth] ?? ''}`;
  }
}

/** The half of the address space that is the kernel's. */
function isPointer(quad: bigint | undefined): boolean {
  return quad !== undefined && quad >> 63n !== 0n;
}

/** The count is the upper half of its qword, or from 6.12 on the whole of one, behind a pointer. */
function countText(quad: bigint): string {
  if (isPointer(quad)) return hexValue(quad);
  return `${quad < 64n ? quad : quad >> 32n}`;
}

/** A count is a number; a return address has a name. */
function slotValue({ labelOf }: Reading, slot: StackSlot, quad: bigint): string {
  if (slot.kind === 'counter') return countText(quad);
  if (slot.kind !== 'return') return hexValue(quad);
  return slot.returnTo ? labelOf(slot.returnTo) : 'the kernel';
}

/** One line for a stretch of equal values without marks. */
function foldRows(rows: readonly StackRow[]): StackRow[] {
  const folded: StackRow[] = [];
  for (let from = 0; from < rows.length; ) {
    const first = rows[from];
    if (!first) break;
    let to = from + 1;
    while (to < rows.length && isSameValue(first, rows[to])) to++;
    const last = rows[to - 1];
    if (to - from >= FOLDED && last) {
      const label = `BPF stack: ${to - from} qwords`;
      folded.push({ ...first, off: `${first.off} … ${last.off}`, label });
    } else folded.push(...rows.slice(from, to));
    from = to;
  }
  return folded;
}

function foldTrap(rows: readonly StackRow[]): StackRow[] {
  const shown = rows.slice(0, -SAVED_BY_HANDLER);
  const first = rows[shown.length];
  if (!first) return [...rows];
  const rest = {
    ...first,
    label: `pt_regs: ${SAVED_BY_HANDLER} more`,
    value: '',
  };
  return [...shown, rest];
}

function isSameValue(a: StackRow, b: StackRow | undefined): boolean {
  if (!b || a.marks.length + b.marks.length > 0 || a.changed || b.changed) return false;
  return a.value === b.value;
}
