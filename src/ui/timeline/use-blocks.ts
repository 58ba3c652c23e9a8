// What the timeline's blocks can do: open to their instructions, move to another place.

import { useState } from 'react';
import type { Step } from '../../core/machine/index.ts';
import type { BlockControls } from './LaneChart.tsx';

export interface BlocksInput {
  readonly steps: readonly Step[];
  /** Steps before time zero, which stay where they are. */
  readonly zero: number;
  /** Moves a step; why not, in words, or null. Absent where the run cannot be changed. */
  readonly onMoveStep: ((from: number, to: number) => string | null) | undefined;
  /** Says why it cannot; '' takes that back. */
  onNote(note: string): void;
}

/** A block that is open, and the step that it was opened as: another run has other steps. */
interface Opened {
  readonly idx: number;
  readonly step: Step;
}

/** x86 instructions of a step. */
function insnsOf(step: Step | undefined): number {
  const block = step?.events.find((event) => event.kind === 'block');
  return block?.kind === 'block' ? block.insns : 0;
}

/** The next place to a side that changes the order: behind or before a step of somebody else's. */
export function nextPlace(steps: readonly Step[], from: number, way: 1 | -1): number | null {
  for (let to = from + way; to >= 0 && to < steps.length; to += way) {
    if (steps[to]?.actor !== steps[from]?.actor) return to;
  }
  return null;
}

export function useBlocks({ steps, zero, onMoveStep, onNote }: BlocksInput) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const isOpen = opened !== null && steps[opened.idx] === opened.step;
  const openStep = isOpen ? opened.idx : null;

  const onMove = (from: number, to: number): boolean => {
    const reason = onMoveStep ? onMoveStep(from, to) : 'This run cannot be changed.';
    onNote(reason ?? '');
    return reason === null;
  };
  const onToggle = (idx: number) => {
    const step = steps[idx];
    setOpened(openStep === idx || !step ? null : { idx, step });
  };
  const onNudge = (step: number, way: 1 | -1) => {
    const to = step < zero ? null : nextPlace(steps, step, way);
    if (to === null || to < zero) onNote('There is nothing to move it past on that side.');
    else onMove(step, to);
  };
  const blocks: BlockControls = {
    insnsOf: (idx) => insnsOf(steps[idx]),
    openStep,
    onToggle,
    onMove,
    onNudge,
  };
  return { blocks, close: () => setOpened(null) };
}
