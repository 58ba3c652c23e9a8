// Breakpoints in words, and the breakpoint that a selection stands for.

import type { Breakpoint, Page } from '../../store/model.ts';
import { selectPinned } from '../../store/selectors.ts';
import { EVENT_WORDS } from './event-kinds.ts';

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
      const byteOff = which === 'bypass' ? poke.bypassOff : poke.targetOff;
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
    case 'slot':
      return { kind: 'event', event: 'slot-write' };
  }
}

type WordsPage = Pick<Page, 'result' | 'resultText'>;

function insnWords({ result, resultText }: WordsPage, progIdx: number, insnIdx: number): string {
  const prog = result?.progs[progIdx];
  const name = prog?.name ?? `program ${progIdx}`;
  const span = prog?.spans[prog.xlated?.origin[insnIdx] ?? -1];
  if (!span) return `insn ${insnIdx} of ${name}`;
  const line = resultText.slice(0, span.start).split('\n').length;
  return `line ${line} of the lab: ${resultText.slice(span.start, span.end).trim()}`;
}

/** A breakpoint as its list names it. */
export function breakpointWords(page: WordsPage, breakpoint: Breakpoint): string {
  switch (breakpoint.kind) {
    case 'byte': {
      const { progIdx, funcIdx, byteOff } = breakpoint;
      const prog = page.result?.progs[progIdx];
      const name = prog?.jit?.funcs[funcIdx]?.name ?? prog?.name ?? `program ${progIdx}`;
      return `${name}+0x${byteOff.toString(16)}`;
    }
    case 'insn':
      return insnWords(page, breakpoint.progIdx, breakpoint.insnIdx);
    case 'protocol': {
      const { role, line } = breakpoint;
      const protocol = page.result?.protocols[role === 'map_poke' ? 'mapPoke' : 'textPoke'];
      const source = protocol?.text.split('\n')[line - 1]?.trim() ?? '';
      return `${role} line ${line}${source && `: ${source}`}`;
    }
    case 'event':
      return EVENT_WORDS[breakpoint.event];
  }
}
