// The passes in words.

import type { PassRules, PassTrace, TracedPass } from '../../core/jit/index.ts';
import { FORM_WORDS, formAt, formSize } from './jump-forms.ts';
import { formCounts, type JumpRow, type PassFact } from './pass-facts.ts';

export function bytesOf(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'byte' : 'bytes'}`;
}

export function jumpsOf(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'jump' : 'jumps'}`;
}

function limits({ shortMin, shortMax }: PassRules): string {
  return `${shortMin}..${shortMax}`;
}

const IMM8_MAX = 127;

/** Why a jump has its form, by the offset that decided. */
export function whyOf({ distance, form, nops, jump }: JumpRow, rules: PassRules): string {
  const kept = nops > 0 ? `; ${bytesOf(nops)} of nops keep its place` : '';
  if (form === 'none') return `leads to the next insn${kept}`;
  if (jump.kind === 'goto' && jump.target === jump.insnIdx) return 'leads to itself: always -2';
  if (form === 'short') return `fits ${limits(rules)}${kept}`;
  if (distance < rules.shortMin) return `below ${rules.shortMin}`;
  const isReserve = distance <= IMM8_MAX;
  return isReserve ? `an imm8, but beyond ${rules.shortMax}` : `beyond ${rules.shortMax}`;
}

export function formWords({ form, nops }: Pick<JumpRow, 'form' | 'nops'>): string {
  return nops > 0 ? `${FORM_WORDS[form]} + nops` : FORM_WORDS[form];
}

/** One jump in one pass: its offset, its form, and why. */
export function jumpSentence(row: JumpRow, rules: PassRules): string {
  const { before, distance, form } = row;
  const isMoved = before !== null && before.distance !== distance;
  const isOther = before !== null && before.form !== form;
  const offset = isMoved ? `${before.distance} → ${distance}` : `${distance}`;
  const was = isOther ? `${FORM_WORDS[before.form]} → ` : '';
  return `offset ${offset}, ${was}${formWords(row)}: ${whyOf(row, rules)}.`;
}

/** A change of form as a sentence says it; '' if there was none. */
export function turnWords(row: JumpRow): string {
  const { before, form, jump, nops } = row;
  if (!before || !row.turned) return '';
  const saved = formSize(before.form, jump.kind) - formSize(form, jump.kind) - nops;
  const size =
    saved === 0 ? 'no byte less' : `${bytesOf(Math.abs(saved))} ${saved > 0 ? 'less' : 'more'}`;
  return `${FORM_WORDS[before.form]} to ${formWords(row)}, ${size}`;
}

/** Whether a pass was the one that found the length, wrote the image, or shrank it. */
export function passName({ pass }: PassFact, passIdx: number): string {
  return pass.kind === 'image' ? 'Image' : `Pass ${passIdx + 1}`;
}

function turnedWords({ turned }: PassFact): string {
  return turned.length === 0 ? '' : `, ${jumpsOf(turned.length)} changed`;
}

/** What follows the name of a pass where the list of them is read out. */
export function passLine(fact: PassFact, passIdx: number): string {
  const { pass, fewer } = fact;
  const change = passIdx === 0 || fewer === 0 ? '' : `, ${fewer} fewer`;
  const pads = pass.padding ? ', pads' : '';
  return `: ${bytesOf(pass.length)}${change}${turnedWords(fact)}${pads}`;
}

/** "3 jumps became short, 1 is left out" of those that a pass changed. */
function changes({ pass, turned }: PassFact, before: TracedPass): string {
  const became = { short: 0, near: 0, none: 0, padded: 0 };
  for (const jumpIdx of turned) {
    if (pass.forms[jumpIdx] !== before.forms[jumpIdx]) became[formAt(pass, jumpIdx)] += 1;
    if ((pass.nops[jumpIdx] ?? 0) > (before.nops[jumpIdx] ?? 0)) became.padded += 1;
  }
  const parts = [
    ...(became.short > 0 ? [`${jumpsOf(became.short)} became short`] : []),
    ...(became.none > 0 ? [`${jumpsOf(became.none)} vanished`] : []),
    ...(became.near > 0 ? [`${jumpsOf(became.near)} became near again`] : []),
    ...(became.padded > 0
      ? [`nops took the place of what ${became.padded === 1 ? 'it' : 'they'} gave up`]
      : []),
  ];
  return parts.length === 0 ? 'No jump changed' : parts.join(', ');
}

/** What a pass did, in a sentence or two. */
export function passSentence(
  trace: PassTrace,
  facts: readonly PassFact[],
  passIdx: number,
): string {
  const fact = facts[passIdx];
  const before = facts[passIdx - 1]?.pass;
  if (!fact) return '';
  const { pass, fewer } = fact;
  if (pass.kind === 'image') {
    return 'writes the bytes. Every insn is where the pass before left it, so every jump keeps its form.';
  }
  if (!before) {
    return `knows no address yet: each insn ahead counts as ${trace.rules.firstGuess} bytes. The code can only come out too long.`;
  }
  const length = fewer === 0 ? 'the length stays' : changeOf(fewer);
  const end = passIdx === trace.convergedAt ? ': the image stands still' : '';
  return `${changes(fact, before)}; ${length}${end}.`;
}

function changeOf(fewer: number): string {
  return fewer > 0 ? `${bytesOf(fewer)} fewer` : `${bytesOf(-fewer)} more`;
}

/** What all passes came to. */
export function outcome({ passes, convergedAt, fault, rules }: PassTrace, kernel: string): string {
  const first = passes[0];
  const last = passes.at(-1);
  if (!first || !last) return '';
  const shrinking =
    first.length === last.length
      ? `${bytesOf(last.length)} throughout`
      : `${bytesOf(first.length)} to ${bytesOf(last.length)}`;
  if (fault !== null && fault.code !== 'jit/not-converged') {
    return `${kernel} gives up in pass ${passes.length}: ${fault.message}.`;
  }
  if (convergedAt === null) {
    return `${kernel} gives up: ${shrinking} in ${passes.length} of ${rules.maxPasses} passes, and still not at rest.`;
  }
  const { near, short, none, padded } = formCounts(last);
  const parts = [
    ...(short > 0 ? [`${short} short`] : []),
    ...(near > 0 ? [`${near} near`] : []),
    ...(none > 0 ? [`${none} vanished`] : []),
    ...(padded > 0 ? [`nops before ${padded}`] : []),
  ];
  const jumps = short + near + none;
  const rest =
    jumps === 0
      ? 'No jump that could be short or near.'
      : `${jumpsOf(jumps)}: ${parts.join(', ')}.`;
  return `${convergedAt + 1} passes and one that writes, ${shrinking}. ${rest}`;
}

/** What happens when the passes run out. */
export function paddingWords({ paddingFrom, maxPasses }: PassRules, kernel: string): string {
  return paddingFrom === null
    ? `${kernel} never pads. An image that still shrinks in pass ${maxPasses} is dropped, and the program is left to the interpreter. Kernels from 5.12 on pad.`
    : `Jumps can become short one after the other, a pass for each, and there are ${maxPasses} passes at most. So from pass ${paddingFrom + 1} on a jump that gives up bytes gets nops in their place, and the length stands still. Kernels up to 5.11 did not, and left such programs to the interpreter.`;
}
