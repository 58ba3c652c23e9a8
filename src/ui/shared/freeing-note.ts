// The end of an image's life in words.

import type { MachineView } from '../../core/machine/index.ts';
import type { LabNames } from './lab-names.ts';

/** What an image waits for, or that it is freed; null while it is neither. */
export function freeingNote(view: MachineView, progIdx: number, names: LabNames): string | null {
  const state = view.progs[progIdx];
  if (state === 'freed') return 'freed: filled with int3';
  if (state !== 'unloaded') return null;
  const period = view.gracePeriods.find(
    (of) => of.purpose === 'callback' && of.progIdx === progIdx,
  );
  if (!period) return 'waiting to be freed';
  const { ordinal, readers } = period;
  return readers.length === 0
    ? `to be freed: grace period ${ordinal} has no reader left`
    : `to be freed: grace period ${ordinal} waits for ${readers.map(names.actor).join(', ')}`;
}
