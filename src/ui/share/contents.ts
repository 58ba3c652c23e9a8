// What goes into a link, in words.

import type { Page, Selection, ShareStart } from '../../store/model.ts';

const count = new Intl.NumberFormat('en');

function many(n: number, one: string): string {
  return `${count.format(n)} ${n === 1 ? one : `${one}s`}`;
}

const PIN_WORDS: Readonly<Record<Selection['kind'], string>> = {
  source: 'line',
  insn: 'instruction',
  bytes: 'bytes',
  site: 'poke site',
  desc: 'poke descriptor',
  slot: 'slot',
  prog: 'program',
  cpu: 'CPU',
  lock: 'lock',
  step: 'step',
};

function runWords({ steered, schedule, result }: Page): string {
  if (!steered) return 'the lab’s own run';
  const timeline = result?.timeline;
  const choices = timeline ? timeline.taken : schedule.length;
  return `your run: ${many(choices, 'choice')}`;
}

function placeWords({ cursor, inside, result, pinned }: Page): string {
  const steps = result?.timeline?.steps.length ?? 0;
  const deep = inside > 0 ? ` and ${many(inside, 'instruction')} of the next` : '';
  const pin = pinned ? `, the pinned ${PIN_WORDS[pinned.kind]}` : '';
  return `step ${cursor} of ${steps}${deep}${pin}`;
}

/** Parts of the link, the largest first. */
export function contentsOf(page: Page, start: ShareStart): readonly string[] {
  const { text, breakpoints, watches, syntax, addressing } = page;
  return [
    `the lab text, ${many(text.length, 'character')}`,
    runWords(page),
    ...(start === 'here' ? [placeWords(page)] : []),
    ...(breakpoints.length > 0 ? [many(breakpoints.length, 'breakpoint')] : []),
    ...(watches.length > 0 ? [many(watches.length, 'watch expression')] : []),
    `${syntax === 'att' ? 'AT&T' : 'Intel'} syntax, ${addressing === 'offset' ? 'offsets' : 'addresses'}`,
  ];
}
