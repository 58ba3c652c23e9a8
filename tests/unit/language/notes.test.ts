import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { compiledService, SMALL, service } from './lab-text.ts';

const compiled = compiledService();

/** Lines with their notes behind them; lines without any left out. */
function noted(text: string): string[] {
  const notes = compiled.notes(text);
  let start = 0;
  return text.split('\n').flatMap((line) => {
    const end = start + line.length;
    const own = notes.filter(({ at }) => at >= start && at <= end).map((note) => note.text);
    start = end + 1;
    return own.length === 0 ? [] : [`${line.trim()} : ${own.join(', ')}`];
  });
}

function labText(id: string): string {
  const lab = LABS.find((each) => each.id === id);
  if (lab === undefined) throw new Error(`no lab ${id}`);
  return lab.text;
}

describe('notes', () => {
  it('give the bytes of each instruction, and the stack of each program', () => {
    expect(noted(SMALL)).toContain('.prog target tc : stack 0 B');
    expect(noted(SMALL)).toContain('r6 = r1 : 3 B');
    expect(noted(SMALL)).toContain('call tail_call : direct, 32 B');
  });

  it('say why a tail call is indirect', () => {
    const calls = noted(labText('direct-indirect')).filter((line) => line.startsWith('call'));
    expect(calls.map((line) => line.replace(/, \d+ B$/, ''))).toEqual([
      'call tail_call : direct',
      'call tail_call : indirect: the key is 2 on one path and 1 on another',
      'call tail_call : indirect: the key is only known at run time',
      'call tail_call : indirect: the key 9 is outside jmp_table, which has 4 entries',
    ]);
  });

  it('give every program of a shared function its own bytes', () => {
    const shared = `.map m prog_array max_entries=2
.prog a tc
 r6 = r1
 call f
 exit
.prog b tc
 call f
 exit
.func f
 *(u64 *)(r10 - 24) = 1
 r0 = 1
 exit
`;
    expect(noted(shared)).toContain('.func f : stack 24 B');
    const note = compiled.notes(shared).find(({ at }) => shared.slice(0, at).endsWith('r0 = 1'));
    expect(note?.text).toBe('5 B');
    expect(note?.tooltip).toBe('a: 5 bytes of x86\nb: 5 bytes of x86');
  });

  it('mark what the verifier removed', () => {
    const dead = '.prog a tc\n r0 = 1\n if r0 == 1 goto l\n r0 = 2\nl:\n exit\n';
    const note = compiled.notes(dead).find(({ at }) => dead.slice(0, at).endsWith('r0 = 2'));
    expect(note).toMatchObject({ text: '0 B', tooltip: 'a: removed, no path leads here' });
  });

  it('add up to the images of the built-in labs without their prologues', () => {
    for (const { id, text } of LABS) {
      const result = compile(text);
      if (/^\.func/m.test(text)) continue;
      const funcs = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
      const bodies = funcs.reduce(
        (sum, { bytes, addrs }) => sum + bytes.length - (addrs[0] ?? 0),
        0,
      );
      const noteBytes = compiled
        .notes(text)
        .filter(({ kind }) => kind === 'bytes')
        .reduce((sum, note) => sum + Number.parseInt(note.text, 10), 0);
      expect(noteBytes, id).toBe(bodies);
    }
  }, 60_000);

  it('say nothing without a result of this text', () => {
    expect(service.notes(SMALL)).toEqual([]);
  });
});
