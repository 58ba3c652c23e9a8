// What stands in the row that opens a function.

import { hexAddr } from '../../core/base/index.ts';
import type { FuncImage } from '../../core/jit/index.ts';
import type { MachineView, ProgState } from '../../core/machine/index.ts';
import type { ProgResult } from '../../core/pipeline/index.ts';
import { freeingNote } from '../shared/freeing-note.ts';
import type { LabNames } from '../shared/lab-names.ts';
import type { FuncSection } from './byte-rows.ts';
import type { FuncLook } from './row-look.ts';

const STATE_NOTES: Readonly<Record<ProgState, string | null>> = {
  absent: 'not loaded yet',
  loading: 'loading',
  loaded: null,
  held: 'closed, held by a slot',
  unloaded: 'waiting to be freed',
  freed: 'freed: filled with int3',
};

function passNote({ passes, code }: FuncImage): string {
  if (code === 'bpf') return 'no image: interpreted';
  const first = passes[0]?.length;
  const last = passes.at(-1)?.length;
  const count = `${passes.length} ${passes.length === 1 ? 'pass' : 'passes'}`;
  return first === last ? count : `${count}, ${first} → ${last}`;
}

/** The note of an image that has one: what it waits for, or what became of it. */
export function funcNote(
  view: MachineView | null,
  { progIdx, image }: FuncSection,
  names: LabNames,
): string | null {
  const state = view?.progs[progIdx];
  if (!view || !image || !state) return null;
  const isFreed = state === 'freed' && image.code === 'bpf';
  return freeingNote(view, progIdx, names) ?? (isFreed ? 'freed' : STATE_NOTES[state]);
}

export function funcLook(
  section: FuncSection,
  prog: ProgResult,
  state: ProgState | null,
  note: string | null,
): FuncLook {
  const { image } = section;
  const isMain = section.funcIdx === 0;
  return {
    kind: 'func',
    section,
    isMain,
    type: isMain ? prog.type : `subprogram of ${prog.name}`,
    facts: image ? [hexAddr(image.addr), `${image.bytes.length} bytes`] : [],
    passes: image ? passNote(image) : '',
    state,
    note,
  };
}
