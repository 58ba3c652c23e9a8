import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/answer.ts';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { lab } from './world.ts';

function parsed(words: string) {
  const args = parseArguments(words.split(' '));
  if (!args.ok) throw new Error(args.error);
  return args.value;
}

describe('parseArguments', () => {
  it('takes names of the library in place of the lab', () => {
    const words =
      'check a.lab --protocol v6_1 --text-poke=int3_three_phase --layout v5_10 --kernel 6.1';
    expect(parsed(words)).toMatchObject({
      command: 'check',
      lab: { kind: 'file', name: 'a.lab' },
      override: { kernel: '6.1', mapPoke: 'v6_1', textPoke: 'int3_three_phase', layout: 'v5_10' },
    });
  });

  it('leaves the lab as it is without options', () => {
    expect(parsed('check a.lab').override).toEqual({});
  });

  it('reads options of a kernel behind a hyphen, a space or a comma', () => {
    for (const kernel of ['6.1-hardened-ibt', '6.1 hardened ibt', '6.1,hardened,ibt']) {
      const args = parseArguments(['jit', 'a.lab', '--kernel', kernel]);
      expect(args).toMatchObject({ ok: true, value: { override: { kernel: '6.1 hardened ibt' } } });
    }
  });

  it('collects properties, one option each or with commas', () => {
    const words = 'check a.lab --property bug,expect --property deadlock';
    expect(parsed(words).properties).toEqual(['bug', 'expect', 'deadlock']);
  });

  it.each([
    ['frobnicate', 'no such command: frobnicate'],
    ['check', 'check needs a file'],
    ['check a.lab b.lab', 'takes one file'],
    ['check a.lab --scenario delete', 'not both'],
    ['check a.lab --frob', "Unknown option '--frob'"],
    ['check a.lab --protocol', "Option '--protocol <value>' argument missing"],
    ['check a.lab --protocol nope', '--protocol: no map_poke named nope in the library; known: '],
    ['check a.lab --text-poke v6_1', '--text-poke: no text_poke named v6_1'],
    ['check a.lab --layout nope', '--layout: no layout named nope'],
    ['check a.lab --kernel 2.4', '--kernel: unknown kernel version 2.4'],
    ['check a.lab --kernel 6.1-frob', '--kernel: unknown option frob'],
    ['check a.lab --property nope', '--property: no property nope'],
    ['check a.lab --max-states many', '--max-states: many is not a count'],
    ['check --scenario nope', '--scenario: no scenario nope; known: install'],
    ['jit a.lab --json', 'jit takes no --json'],
    ['matrix a.lab', 'matrix takes no file'],
    ['check nope.lab', 'nope.lab: no such file'],
    ['check a.o', 'a.o: is an object file, not text; write assembly with clang'],
  ])('refuses `%s`', (words, complaint) => {
    const { out, err, code } = lab(words, { 'a.o': '\x7fELF\x02\x01' });
    expect([out, code]).toEqual(['', EXIT.badInput]);
    expect(err).toContain(complaint);
  });
});

describe('usage', () => {
  it.each(['--help', 'check --help', '-h'])('is printed for `%s`, with every name', (words) => {
    const { out, code } = lab(words);
    expect(code).toBe(EXIT.held);
    for (const name of ['t3_restore_at_once', 'delete-then-install', '6.1', 'fell-through']) {
      expect(out).toContain(name);
    }
  });
});
