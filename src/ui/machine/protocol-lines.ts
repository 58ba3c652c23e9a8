// Which lines of the two protocols each actor is at, and the words of a line for colouring.

import type { OpRef, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { historyOf, lastBefore } from '../../store/histories.ts';

export interface ProtocolLines {
  /** 1-based; null when the protocol is not running. */
  readonly mapPoke: number | null;
  readonly textPoke: number | null;
}

/** Where one actor is in the protocols. */
export interface ActorLines extends ProtocolLines {
  readonly actor: number;
}

const NONE: ProtocolLines = { mapPoke: null, textPoke: null };

/** Lines that the last of `cursor` steps ran. While text_poke runs, the line of map_poke that called it stays lit. */
export function protocolLines(result: LabResult, cursor: number): ProtocolLines {
  const last: Step | undefined = result.timeline?.steps[cursor - 1];
  if (!last?.protocol) return NONE;
  return linesOf(result, cursor, last.actor);
}

/** Lines that an actor ran last. */
function linesOf(result: LabResult, cursor: number, actor: number): ProtocolLines {
  const last = lastBefore(historyOf(result).lines[actor] ?? [], cursor);
  return last ? { mapPoke: last.mapPoke, textPoke: last.textPoke } : NONE;
}

/** Lines of every actor with a call under way: an update that sleeps or waits stays where it is. */
export function linesOfActors(
  result: LabResult,
  cursor: number,
  ops: readonly (OpRef | null)[],
): ActorLines[] {
  return ops.flatMap((op, actor): ActorLines[] => {
    if (!op || op.kind === 'run') return [];
    const lines = linesOf(result, cursor, actor);
    return lines.mapPoke === null && lines.textPoke === null ? [] : [{ actor, ...lines }];
  });
}

/** The source of a 1-based line, without its indentation; '' when there is none. */
export function lineText(text: string, line: number | null): string {
  return line === null ? '' : (text.split('\n')[line - 1] ?? '').trim();
}

export interface Word {
  readonly text: string;
  readonly tone: 'keyword' | 'number' | 'call' | 'plain';
}

const WORDS = /([A-Za-z_]\w*)(\s*\()?|(0x[0-9a-fA-F]+|\d+)|([^A-Za-z_0-9]+)/g;
const KEYWORDS = new Set(['if', 'else', 'return', 'for_each_poke', 'jmp', 'nop', 'old', 'new']);

/** Cuts a line into coloured words; their texts joined are the line. */
export function wordsOf(line: string): Word[] {
  return Array.from(line.matchAll(WORDS), ([text, name, paren, digits]) => {
    if (digits) return [{ text, tone: 'number' } as const];
    if (!name) return [{ text, tone: 'plain' } as const];
    const tone = KEYWORDS.has(name) ? 'keyword' : paren ? 'call' : 'plain';
    return paren
      ? [{ text: name, tone } as const, { text: paren, tone: 'plain' } as const]
      : [{ text, tone } as const];
  }).flat();
}
