// The states of all poke sites of a machine in a short word, as the thread's table names them.

import type { SiteState } from './event.ts';
import { unpackFive } from './five-bytes.ts';
import type { Machine } from './model.ts';
import { siteStateOf } from './site-state.ts';
import { type MachineState, State } from './state.ts';

const LETTERS: Readonly<Record<SiteState, string>> = {
  empty: 'C',
  armed: 'D',
  live: 'B',
  forbidden: 'A',
  moving: '~',
  nops: 'A',
};

/** A site that stands alone is no C or B: those are of pairs. It is a nop or a jmp. */
const ALONE: Readonly<Partial<Record<SiteState, string>>> = { empty: 'N', live: 'J' };

/** The letter of a descriptor's state: C, D, B or A of a pair, N or J of one site; `~` while bytes are in flight. */
export function stateLetter(state: SiteState, isAlone: boolean): string {
  return (isAlone ? ALONE[state] : undefined) ?? LETTERS[state];
}

/** A letter for each descriptor, in order of programs: `~` while a poke is under way, `-` without an image. */
export function siteLetters(machine: Machine, words: MachineState): string {
  const state = new State(machine.layout, words);
  const letters = machine.input.progs.flatMap((_, progIdx) =>
    machine.pokeTab(progIdx).map(({ bypassOff }, pokeIdx) => {
      if (state.progWord(progIdx, 'image') === 0) return '-';
      const bytes = (which: 'bypass' | 'target'): Uint8Array =>
        unpackFive(state.site({ progIdx, pokeIdx, which }));
      const isAlone = bypassOff === null;
      return stateLetter(siteStateOf(isAlone ? null : bytes('bypass'), bytes('target')), isAlone);
    }),
  );
  return letters.join('');
}
