// Breakpoints in words.

import type { Breakpoint, Page } from '../../store/model.ts';
import { EVENT_WORDS } from './event-kinds.ts';

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
