import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import type { Completion, CompletionKind } from '../../../src/core/language/index.ts';
import { libraryEntry, libraryNames } from '../../../src/core/protocol/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { caret, edited, SMALL, service } from './lab-text.ts';

function items(marked: string): readonly Completion[] {
  const { text, at } = caret(marked);
  return service.completions(text, at).items;
}

function labels(marked: string, kind?: CompletionKind): string[] {
  return items(marked)
    .filter((item) => kind === undefined || item.kind === kind)
    .map(({ label }) => label);
}

/** The text with the entry of this label taken; snippets with their stops left empty. */
function taken(marked: string, label: string): string {
  const { text, at } = caret(marked);
  const { span, items: found } = service.completions(text, at);
  const item = found.find((each) => each.label === label);
  if (item === undefined) throw new Error(`no ${label} offered`);
  const insert = item.isSnippet ? item.insert.replace(/\$[01]/g, '') : item.insert;
  return edited(text, [{ span, text: insert }]);
}

describe('completions of directives', () => {
  it('come alone behind a dot, ready to be filled in', () => {
    expect(labels('.|')).toEqual([
      '.kernel',
      '.map',
      '.prog',
      '.func',
      '.init',
      '.cpu',
      '.expect',
      '.protocol',
      '.layout',
    ]);
    expect(taken('.pr|', '.prog')).toBe('.prog  tc\n        \n        exit');
    expect(taken('.cpu 0\n run a\n.c|', '.cpu')).toContain('.cpu 1\n');
  });

  it('leave out what may stand only once and stands already', () => {
    const found = labels('.kernel 6.1\n.init\n.|');
    expect(found).not.toContain('.kernel');
    expect(found).not.toContain('.init');
    expect(found).toContain('.map');
  });

  it('know what stands behind each directive', () => {
    expect(labels('.kernel |')).toEqual(expect.arrayContaining(['6.1', '6.12', '7.1']));
    expect(labels('.kernel 6.1 |')).toEqual([
      'plain',
      'hardened',
      'lfence',
      'ibt',
      'unpriv',
      'blinding',
      'nojit',
    ]);
    expect(labels('.kernel 6.1 hardened |')).toEqual(['ibt', 'unpriv', 'blinding', 'nojit']);
    expect(labels('.kernel 5.9 |')).toEqual(['plain', 'k8nop', 'unpriv', 'blinding', 'nojit']);
    expect(labels('.map m |')).toContain('prog_array');
    expect(labels('.map |')).toEqual([]);
    expect(labels('.map m array |')).toEqual(['max_entries', 'key_size', 'value_size']);
    expect(labels('.map m array max_entries=4 |')).toEqual(['key_size', 'value_size']);
    expect(labels('.map m array max_entries=|')).toEqual([]);
    expect(labels('.prog a |').slice(0, 2)).toEqual(['tc', 'xdp']);
    expect(labels('.prog a tc |')).toEqual(['sleepable']);
    expect(labels('.protocol |')).toEqual(['map_poke', 'text_poke']);
    expect(labels('.protocol map_poke |')).toEqual(libraryNames('map_poke'));
    expect(labels('.protocol text_poke |')).toEqual(libraryNames('text_poke'));
    const layouts = labels('.layout |');
    expect(layouts).toEqual(expect.arrayContaining([...libraryNames('layout'), 'check']));
    expect(labels('.layout check |')).toEqual(['count', 'bypass', 'unwind', 'target', 'rewind']);
    expect(labels('.layout t1_pop_nop_push |')).toEqual([]);
    expect(labels('.cpu 0\n.cpu |')).toEqual(['1']);
  });

  it('replace the word so far, dots and slashes included', () => {
    expect(taken('.kernel 6|', '6.1')).toBe('.kernel 6.1');
    expect(taken('.prog a fentry.|', 'fentry.s')).toBe('.prog a fentry.s');
    expect(taken('.map m array ma|', 'max_entries')).toBe('.map m array max_entries=');
  });
});

describe('completions of instructions', () => {
  const body = (line: string): string => SMALL.replace('        call helped', `        ${line}`);

  it('begin with registers and statements; directives come last', () => {
    const found = labels(body('|'));
    expect(found[0]).toBe('r0');
    expect(found).toContain('exit');
    expect(found).toContain('tail call');
    expect(found.indexOf('.prog')).toBeGreaterThan(found.indexOf('exit'));
  });

  it('offer helpers with their ids behind call, tail_call first, functions next', () => {
    const found = items(body('call |'));
    expect(found[0]).toMatchObject({ label: 'tail_call', kind: 'helper' });
    expect(found[0]?.detail).toMatch(/= 12$/);
    expect(found[1]).toMatchObject({ label: 'helped', kind: 'function' });
    expect(found.filter(({ kind }) => kind === 'helper')).toHaveLength(211);
    expect(found.map(({ label }) => label)).not.toContain('exit');
  });

  it('offer maps with ll behind =, prog arrays first, then functions and registers', () => {
    expect(labels(body('r2 = |')).slice(0, 4)).toEqual(['jmp_table', 'counts', 'helped', 'r0']);
    expect(taken(body('r2 = jm|'), 'jmp_table')).toContain('r2 = jmp_table ll\n');
    expect(labels(body('w2 = |'), 'map')).toEqual([]);
    expect(labels(body('r2 = jmp_table |'))).toEqual(['ll']);
    expect(labels(body('r2 = jmp_table ll |'))).toEqual([]);
    expect(taken(body('r2 = be|'), 'be16')).toContain('r2 = be16 r2\n');
  });

  it('offer the labels of this body behind jumps', () => {
    expect(labels(body('goto |'))).toEqual(['done']);
    expect(labels(body('if r1 == 0 goto |'))).toEqual(['done']);
    expect(labels(body('jeq %r1, 0, |'))).toEqual(['done']);
    expect(labels(SMALL.replace('r2 = counts ll', 'goto |'))).toEqual([]);
  });

  it('lead through a condition', () => {
    expect(labels(body('if |'))).toContain('r10');
    expect(labels(body('if r1 |'))).toContain('s>=');
    expect(labels(body('if w1 == |'))).toContain('w0');
    expect(labels(body('if w1 == |'))).not.toContain('r0');
    expect(labels(body('if r1 == 0 |'))).toEqual(['goto']);
  });

  it('offer registers behind operators and in addresses, types in casts', () => {
    expect(labels(body('r1 += |'))).toContain('r9');
    expect(labels(body('r1 = *(|'))).toContain('u32');
    expect(labels(body('*(u64 *)(|'))).toContain('r10');
    expect(labels(body('*(u64 *)(r10 |'))).toEqual([]);
    expect(labels(body('*(u64 *)(r10 - 8) = |'))).toContain('w3');
    expect(taken(body('r1 = *|'), '(u16 *)')).toContain('r1 = *(u16 *)()\n');
    expect(taken(body('r1 = (|'), 's8')).toContain('r1 = (s8)\n');
    expect(labels(body('r1 = (|'))).toEqual(['s8', 's16', 's32']);
    expect(labels(body('lock |'))).toEqual(['*(u64 *)', '*(u32 *)']);
    expect(labels(body('r0 = xchg_64(|'))).toContain('r10');
    expect(labels(body('r0 = atomic_fetch_add(|'))).toContain('(u64 *)');
    expect(labels(body('r1 |'))).toContain('s>>=');
  });
});

describe('completions of statements', () => {
  const cpu = (line: string): string =>
    SMALL.replace('        delete jmp_table[0]', `        ${line}`);

  it('offer operations, then slots, at the beginning', () => {
    const found = labels(cpu('|'));
    expect(found.slice(0, 7)).toEqual([
      'run',
      'update',
      'delete',
      'load',
      'unload',
      'close',
      'jmp_table',
    ]);
    expect(found).not.toContain('r0');
  });

  it('offer programs, maps and keys where they belong', () => {
    expect(labels(cpu('run |'))).toEqual(['entry', 'target']);
    expect(labels(cpu('run entry |'))).toEqual(['times', 'len']);
    expect(labels(cpu('run entry times=2 |'))).toEqual(['len']);
    expect(labels(cpu('update |'))).toEqual(['jmp_table']);
    expect(labels(cpu('delete jmp_table[|'))).toEqual(['0', '1']);
    expect(labels(cpu('update jmp_table[0] = |'))).toEqual(['entry', 'target']);
    expect(labels(cpu('jmp_table[0] = |'))).toEqual(['entry', 'target']);
    expect(labels(cpu('close |'))).toEqual(['jmp_table', 'counts']);
  });

  it('offer subjects, CPUs and values in .expect', () => {
    const expectation = (line: string): string => SMALL.replace('retval(0) in {1, 2}', line);
    expect(labels(expectation('|')).slice(0, 2)).toEqual(['retval', 'slot']);
    expect(labels(expectation('retval(|'))).toEqual(['0', '1']);
    expect(labels(expectation('slot(|'))).toEqual(['jmp_table']);
    expect(labels(expectation('slot(jmp_table[0]) |'))).toEqual(['in', '==']);
    expect(labels(expectation('slot(jmp_table[0]) in {|'))).toEqual(['entry', 'target', 'none']);
    expect(labels(expectation('retval(0) in {|'))).toEqual([]);
  });
});

describe('completions of protocols', () => {
  it('offer the statements of the role', () => {
    const mapPoke = labels('.protocol map_poke p\n|');
    expect(mapPoke).toContain('for_each_poke');
    expect(mapPoke).toContain('synchronize_rcu');
    expect(mapPoke).not.toContain('sync_cores');
    expect(labels('.protocol text_poke p\n|')).toContain('sync_cores');
  });

  it('do not offer the word that is being typed', () => {
    const found = labels('.protocol text_poke p\npublish(site, new);\nsync|');
    expect(found).toContain('sync_cores');
    expect(found).not.toContain('sync');
    expect(labels('.protocol map_poke p\nsync = 1;\nBUG_ON(sync|')).toContain('sync');
  });

  it('offer values in expressions, variables included', () => {
    const found = labels('.protocol map_poke p\nret = 1;\nBUG_ON(|');
    expect(found).toContain('ret');
    expect(found).toContain('old');
    expect(found).not.toContain('for_each_poke');
    expect(labels('.protocol map_poke p\nlock(|')).toEqual(['poke_mutex', 'text_mutex']);
    expect(labels('.protocol map_poke p\nret = text_poke(|')).toEqual([
      'tailcall_target',
      'tailcall_bypass',
      'ip',
      'ip_aux',
    ]);
    expect(labels('.protocol map_poke p\nret = jmp(old) |')).toEqual([]);
    expect(labels('.protocol map_poke p\nint |')).toEqual([]);
    expect(labels('.protocol map_poke p\nx = READ_ONCE(|')).toContain('ptrs');
    expect(labels('.protocol text_poke p\n|')).not.toContain('synchronize_rcu');
  });

  it('say of a library entry where it comes from, and of a word what it is in the kernel', () => {
    const entry = items('.protocol text_poke |').find(({ label }) => label === 'memcpy5');
    expect(entry?.detail).toBe(libraryEntry('text_poke', 'memcpy5')?.source);
    const wait = items('.protocol map_poke p\n|').find(({ label }) => label === 'synchronize_rcu');
    expect(JSON.stringify(wait?.doc)).toContain('In the kernel: synchronize_rcu');
  });
});

describe('completions', () => {
  it('say nothing in comments', () => {
    expect(items('// call |')).toEqual([]);
    expect(items('.prog a tc\n exit // r|')).toEqual([]);
    expect(items('/* .|\n')).toEqual([]);
  });

  it('never offer at a statement of a built-in lab what would not assemble there', () => {
    for (const { text } of LABS.slice(0, 8)) {
      for (const { index } of text.matchAll(/(?<=run )\w+|(?<=call )\w+|(?<=goto )\w+/g)) {
        const end = index + (/^\w+/.exec(text.slice(index))?.[0].length ?? 0);
        for (const { insert, isSnippet, kind } of service.completions(text, index).items) {
          if (isSnippet || kind === 'helper') continue;
          const changed = text.slice(0, index) + insert + text.slice(end);
          const errors = parseLab(changed).diagnostics.filter(
            ({ severity }) => severity === 'error',
          );
          expect(errors, insert).toEqual([]);
        }
      }
    }
  }, 60_000);
});
