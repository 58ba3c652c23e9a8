// Which lines of the two protocols the last step ran, and the words of a line for colouring.

import type { OpRef, ProtocolPlace, Step } from '../../core/machine/index.ts';

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

/**
 * Lines after `cursor` steps. While text_poke runs, the line of map_poke that called it stays lit:
 * it is the last one that the same actor ran.
 */
export function protocolLines(steps: readonly Step[], cursor: number): ProtocolLines {
  return linesAt(steps, cursor - 1);
}

/**
 * Lines of every actor with a call under way (`ops[actor]` is one), the one that moved last first: an
 * update that sleeps or waits stays where it is while others go on.
 */
export function linesOfActors(
  steps: readonly Step[],
  cursor: number,
  ops: readonly (OpRef | null)[],
): ActorLines[] {
  const open = new Set(ops.flatMap((op, actor) => (op && op.kind !== 'run' ? [actor] : [])));
  const found: ActorLines[] = [];
  for (let nth = cursor - 1; nth >= 0 && open.size > 0; nth--) {
    const actor = steps[nth]?.actor ?? -1;
    if (!open.delete(actor)) continue;
    const lines = linesAt(steps, nth);
    if (lines !== NONE) found.push({ actor, ...lines });
  }
  return found;
}

/** Lines that step `nth` ran. */
function linesAt(steps: readonly Step[], nth: number): ProtocolLines {
  const last = steps[nth];
  if (!last?.protocol) return NONE;
  if (last.protocol.role === 'map_poke') return { ...NONE, mapPoke: last.protocol.line };
  return {
    mapPoke: callerOf(steps, nth, last.actor)?.line ?? null,
    textPoke: last.protocol.line,
  };
}

function callerOf(steps: readonly Step[], from: number, actor: number): ProtocolPlace | null {
  for (let nth = from; nth >= 0; nth--) {
    const step = steps[nth];
    if (step?.actor !== actor) continue;
    if (step.protocol?.role === 'map_poke') return step.protocol;
    if (step.events.some((event) => event.kind === 'op-begin')) return null;
  }
  return null;
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
