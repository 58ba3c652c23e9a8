import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  libraryEntry,
  libraryNames,
  type ProtocolRole,
  parseProtocol,
} from '../../../src/core/protocol/index.ts';

/** Code and text of each finding in a map_poke protocol. */
function found(text: string, role: ProtocolRole = 'map_poke'): string[] {
  return parseProtocol(role, 'test', text).diagnostics.map(
    ({ code, span }) =>
      `${code.replace('protocol/', '')} ${JSON.stringify(text.slice(span.start, span.end))}`,
  );
}

const inLoop = (body: string): string => `for_each_poke(map, key) { ${body} }`;

describe('parseProtocol', () => {
  it.each([
    ['a missing semicolon', inLoop('text_poke(tailcall_target, nop, nop)'), 'expected "}"'],
    ['a missing parenthesis', 'if (new synchronize_rcu();', 'expected "synchronize_rcu"'],
    ['an unclosed block', 'if (new) { synchronize_rcu();', 'expected ""'],
    ['a stray character', 'synchronize_rcu(); @', 'stray-character "@"'],
    ['arithmetic', 'ret = 1 + 2;', 'stray-character "+"'],
    ['another loop', 'while (new) { }', 'not-modelled "while"'],
    ['a pointer', 'struct bpf_prog *p;', 'not-modelled "struct"'],
    ['a statement without effect', 'new;', 'no-effect "new"'],
    ['an unknown name', 'if (older) synchronize_rcu();', 'unknown-name "older"'],
    ['an unknown function', 'synchronise_rcu();', 'unknown-name "synchronise_rcu()"'],
    ["the other role's function", 'sync_cores();', 'wrong-role "sync_cores()"'],
    [
      'a poke without a descriptor',
      'text_poke(tailcall_target, nop, nop);',
      'outside-loop "text_poke(tailcall_target, nop, nop)"',
    ],
    [
      'a loop in a loop',
      inLoop('for_each_poke(map, key) { }'),
      'nested-loop "for_each_poke(map, key)"',
    ],
    ['other loop arguments', 'for_each_poke(key, map) { }', 'arguments "for_each_poke(key, map)"'],
    [
      'too few arguments',
      inLoop('text_poke(tailcall_target, nop);'),
      'arguments "text_poke(tailcall_target, nop)"',
    ],
    [
      'a program where an insn must be',
      inLoop('text_poke(tailcall_target, old, nop);'),
      'type "old"',
    ],
    ['an insn as a condition', 'if (nop) synchronize_rcu();', 'type "nop"'],
    ['a jmp to an int', inLoop('text_poke(tailcall_target, jmp(1), nop);'), 'type "1"'],
    [
      'two types in one choice',
      inLoop('text_poke(tailcall_target, old ? nop : 0, nop);'),
      'type "0"',
    ],
    [
      'a choice of addresses',
      inLoop('text_poke(tailcall_target, jmp(old ? bypass_addr : bypass_addr), nop);'),
      'type "old ? bypass_addr : bypass_addr"',
    ],
    ['an ordering of programs', 'if (old < new) synchronize_rcu();', 'type "old < new"'],
    ['a local that changes its type', 'x = 1; x = new;', 'type "new"'],
    ['a local without a value', 'if (x) synchronize_rcu();', 'unknown-name "x"'],
    [
      'a local without a value on one path',
      'if (new) x = 1; if (x) synchronize_rcu();',
      'unassigned "x"',
    ],
    ['an assignment to a name', 'new = NULL;', 'assign-to-name "new"'],
    [
      'a call inside an expression',
      inLoop('if (text_poke(tailcall_target, nop, nop)) bug();'),
      'call-in-expression "text_poke(tailcall_target, nop, nop)"',
    ],
    ['an unknown lock', 'lock(map_mutex);', 'unknown-lock "map_mutex"'],
    ['a program as a result', 'return new;', 'type "new"'],
    ['a number out of range', 'ret = 4294967296;', 'range "4294967296"'],
  ])('refuses %s', (_, text, finding) => {
    expect(found(text)).toContain(finding);
  });

  it.each([
    ['bytes outside the site', 'store(site[3..5], new[3..5]);', 'range "site[3..5]"'],
    ['bytes in descending order', 'store(site[4..1], new[4..1]);', 'range "site[4..1]"'],
    ['unequal lengths', 'store(site[0..4], new[1..4]);', 'length "store(site[0..4], new[1..4])"'],
    [
      'one number for several bytes',
      'store(site[0..1], 0xcc);',
      'length "store(site[0..1], 0xcc)"',
    ],
    ['a number that is no byte', 'store(site[0], 256);', 'length "store(site[0], 256)"'],
    ['a store elsewhere', 'store(new[0], 0xcc);', 'type "new[0]"'],
    ['publishing something else', 'publish(new, site);', 'arguments "publish(new, site)"'],
    ['waiting under text_mutex', 'synchronize_rcu();', 'wrong-role "synchronize_rcu()"'],
    ['programs', 'if (old == NULL) sync_cores();', 'type "old"'],
  ])('refuses %s in text_poke', (_, text, finding) => {
    expect(found(text, 'text_poke')).toContain(finding);
  });

  it('reports several findings in one run, in order of place', () => {
    expect(found('whiel (1) { }\nfoo();\nret = ;\nlock(x);')).toEqual([
      'expected "{"',
      'unknown-name "foo()"',
      'expected ";"',
      'unknown-lock "x"',
    ]);
  });

  it('moves spans by the offset, and nothing else', () => {
    const [plain] = parseProtocol('map_poke', 'test', 'foo();').diagnostics;
    const [moved] = parseProtocol('map_poke', 'test', 'foo();', 100).diagnostics;
    expect(moved).toEqual({ ...plain, span: { start: 100, end: 105 } });
  });

  it('gives no protocol when there is any error', () => {
    expect(parseProtocol('map_poke', 'test', 'foo();').protocol).toBeNull();
  });

  it('says where each step stands, by line and span', () => {
    const text = '// wait\nif (new)\n  synchronize_rcu(); /* twice */\nsynchronize_rcu();';
    const { protocol } = parseProtocol('map_poke', 'test', text);
    const waits = protocol?.code.filter((step) => step.stmt.kind === 'wait');
    expect(waits?.map(({ line, span }) => [line, text.slice(span.start, span.end)])).toEqual([
      [3, 'synchronize_rcu();'],
      [4, 'synchronize_rcu();'],
    ]);
  });

  it('does not mistake names of every object for its own', () => {
    expect(found('if (toString) constructor();')).toEqual([
      'unknown-name "toString"',
      'unknown-name "constructor()"',
    ]);
  });

  it('refuses nesting that would exhaust the stack, however it is spread', () => {
    expect(found(`if (${'('.repeat(5000)}new${')'.repeat(5000)}) bug();`).join()).toContain(
      'too-deep',
    );
    expect(found('{ x; '.repeat(4000)).join()).toContain('too-deep');
    expect(found(`if (${'!'.repeat(9000)}new) bug();`).join()).toContain('too-deep');
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      'for_each_poke',
      'map',
      'key',
      'if',
      'else',
      'text_poke',
      'tailcall_target',
      'jmp',
      'nop',
      'old',
      'new',
      'ret',
      'return',
      'store',
      'site',
      '[',
      ']',
      '..',
      '(',
      ')',
      '{',
      '}',
      ';',
      ',',
      '=',
      '==',
      '?',
      ':',
      '!',
      '-',
      '0',
      '4',
      '0xcc',
      'lock',
      'poke_mutex',
      'BUG_ON',
      'bug',
      'synchronize_rcu',
      'publish',
      '@',
      '/*',
      '//',
      '\n',
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
      mutations(),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('map_poke' as const, 'text_poke' as const),
        text,
        (role, source) => {
          const { protocol, diagnostics } = parseProtocol(role, 'test', source);
          expect(protocol === null).toBe(diagnostics.length > 0);
          for (const { span } of diagnostics) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(source.length);
          }
        },
      ),
      { seed: 20260103, numRuns: 4000 },
    );
  });
});

/** Library texts with a stretch cut out. */
function mutations(): fc.Arbitrary<string> {
  const texts = (['map_poke', 'text_poke'] as const).flatMap((role) =>
    libraryNames(role).map((name) => libraryEntry(role, name)?.text ?? ''),
  );
  return fc
    .tuple(fc.constantFrom(...texts), fc.nat({ max: 600 }), fc.nat({ max: 40 }))
    .map(([text, start, length]) => text.slice(0, start) + text.slice(start + length));
}
