// The passes in words.

import type { PassRules, PassTrace } from '../../core/jit/index.ts';
import { FORM_WORDS, formSize } from './jump-forms.ts';
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

/** One pass in a line, for the list of them. */
export function passLine(fact: PassFact, passIdx: number): string {
  const { pass, fewer } = fact;
  const change = passIdx === 0 || fewer === 0 ? '' : `, ${fewer} fewer`;
  const pads = pass.padding ? ', pads' : '';
  return `${passName(fact, passIdx)}: ${bytesOf(pass.length)}${change}${turnedWords(fact)}${pads}`;
}

/** What a pass did, in a sentence or two. */
export function passSentence(
  trace: PassTrace,
  facts: readonly PassFact[],
  passIdx: number,
): string {
  const fact = facts[passIdx];
  if (!fact) return '';
  const { rules, convergedAt } = trace;
  const { pass, fewer, turned } = fact;
  if (pass.kind === 'image') {
    return 'Writes the bytes. Every insn is where the pass before left it, so every jump keeps its form.';
  }
  if (passIdx === 0) {
    return (
      `No address is known yet: each insn that lies ahead counts as ${rules.firstGuess} bytes. ` +
      'What comes out is too long, but no jump will need more.'
    );
  }
  const what = [
    turned.length === 0 ? 'No jump changes' : `${jumpsOf(turned.length)} changed form`,
    fewer === 0 ? 'the length stays' : `${bytesOf(fewer)} fewer`,
  ].join(': ');
  const end = passIdx === convergedAt ? ' The image stands still.' : '';
  const pads = pass.padding
    ? ' From here on nops fill what a jump gives up, so that nothing moves any more.'
    : '';
  return `${what}.${end}${pads}`;
}

/** What all passes came to. */
export function outcome({ passes, convergedAt, fault, rules }: PassTrace, kernel: string): string {
  const first = passes[0];
  const last = passes.at(-1);
  if (!first || !last) return '';
  const shrinking = `${bytesOf(first.length)} to ${bytesOf(last.length)}`;
  if (fault !== null && fault.code !== 'jit/not-converged') {
    return `${kernel} gives up in pass ${passes.length}: ${fault.message}.`;
  }
  if (convergedAt === null) {
    return `${kernel} gives up: ${shrinking} in ${passes.length} of ${rules.maxPasses} passes, and still not at rest.`;
  }
  const { near, short, none, padded } = formCounts(last);
  const parts = [
    `${short} short`,
    `${near} near`,
    ...(none > 0 ? [`${none} left out`] : []),
    ...(padded > 0 ? [`${padded} behind nops`] : []),
  ];
  const jumps = short + near + none;
  const rest = jumps === 0 ? 'No jumps.' : `${jumpsOf(jumps)}: ${parts.join(', ')}.`;
  return `${convergedAt + 1} passes and one that writes, ${shrinking}. ${rest}`;
}

/** What happens when the passes run out. */
export function paddingWords({ paddingFrom, maxPasses }: PassRules, kernel: string): string {
  return paddingFrom === null
    ? `${kernel} never pads. An image that still shrinks in pass ${maxPasses} is dropped, and the program is left to the interpreter. Kernels from 5.12 on pad.`
    : `Jumps can become short one after the other, a pass for each, and there are ${maxPasses} passes at most. So from pass ${paddingFrom + 1} on a jump that gives up bytes gets nops in their place, and the length stands still. Kernels up to 5.11 did not, and left such programs to the interpreter.`;
}
