// The breakpoint that a selection stands for.

import type { Breakpoint, Page } from '../../store/model.ts';
import { selectPinned } from '../../store/selectors.ts';

/** Where to stop for what is pinned; null when nothing is pinned or it is no place in code. */
export function breakpointOfPinned(page: Page): Breakpoint | null {
  const { pinned, result } = page;
  if (!pinned || !result) return null;
  switch (pinned.kind) {
    case 'bytes': {
      const { progIdx, funcIdx, start } = pinned;
      return { kind: 'byte', progIdx, funcIdx, byteOff: start };
    }
    case 'insn':
      return { kind: 'insn', progIdx: pinned.progIdx, insnIdx: pinned.insnIdx };
    case 'site': {
      const { progIdx, pokeIdx, which } = pinned.site;
      const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
      if (!poke) return null;
      const byteOff = (which === 'bypass' ? poke.bypassOff : null) ?? poke.targetOff;
      return { kind: 'byte', progIdx, funcIdx: poke.funcIdx, byteOff };
    }
    case 'source': {
      const [insn] = selectPinned(page).insns;
      return insn ? { kind: 'insn', ...insn } : null;
    }
    case 'step': {
      const place = result.timeline?.steps[pinned.step]?.protocol;
      return place ? { kind: 'protocol', role: place.role, line: place.line } : null;
    }
    case 'desc': {
      const poke = result.progs[pinned.progIdx]?.jit?.pokeTab[pinned.pokeIdx];
      return poke ? { kind: 'insn', progIdx: pinned.progIdx, insnIdx: poke.insnIdx } : null;
    }
    case 'prog':
      return { kind: 'byte', progIdx: pinned.progIdx, funcIdx: 0, byteOff: 0 };
    case 'lock':
      return { kind: 'event', event: 'lock' };
    case 'slot':
      return { kind: 'event', event: 'slot-write' };
    case 'cpu':
      return null;
  }
}
