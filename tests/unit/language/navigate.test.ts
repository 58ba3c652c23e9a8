import { describe, expect, it } from 'vitest';
import { LABS } from '../../../src/labs/index.ts';
import { caret, SMALL, service } from './lab-text.ts';

/** Line and text of each place. */
function places(text: string, at: number): string[] {
  return service
    .references(text, at)
    .map(
      ({ start, end }) => `${text.slice(0, start).split('\n').length} ${text.slice(start, end)}`,
    );
}

function definition(marked: string): string | null {
  const { text, at } = caret(marked);
  const span = service.definition(text, at);
  return (
    span && `${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`
  );
}

describe('definition', () => {
  it('leads from every use of a map, program, function and label to where it is declared', () => {
    expect(definition(SMALL.replace('r2 = jmp', 'r2 = j|mp'))).toBe('2 jmp_table');
    expect(definition(SMALL.replace('delete jmp', 'delete |jmp'))).toBe('2 jmp_table');
    expect(definition(SMALL.replace('slot(jmp', 'slot(j|mp'))).toBe('2 jmp_table');
    expect(definition(SMALL.replace('run entry', 'run entry|'))).toBe('5 entry');
    expect(definition(SMALL.replace('{target', '{t|arget'))).toBe('21 target');
    expect(definition(SMALL.replace('call helped', 'call h|elped'))).toBe('16 helped');
    expect(definition(SMALL.replace('goto done', 'goto d|one'))).toBe('12 done');
  });

  it('leads nowhere from helpers, registers, words of the language and comments', () => {
    expect(definition(SMALL.replace('tail_call', 'tail|_call'))).toBeNull();
    expect(definition(SMALL.replace('r6 = r1', 'r6 = r|1'))).toBeNull();
    expect(definition(SMALL.replace('run entry', 'r|un entry'))).toBeNull();
    expect(definition(`// jmp|_table\n${SMALL}`)).toBeNull();
  });

  it('keeps labels of different bodies apart', () => {
    const two = '.prog a tc\nx: goto x\n.prog b tc\nx: goto x|\n';
    expect(definition(two)).toBe('4 x');
  });

  it('follows numbered labels backwards and forwards', () => {
    const text = '.prog a tc\n1: r0 = 0\n goto 1|f\n1: goto 1b\n exit\n';
    expect(definition(text)).toBe('4 1');
    expect(definition(text.replace('1|f', '1f').replace('goto 1b', 'goto |1b'))).toBe('4 1');
  });

  it('finds labels of mnemonics, and functions called by either dialect', () => {
    const text = '.prog a tc\n jeq %r1, 0, x|\n call local f\nx: exit\n.func f\n exit\n';
    expect(definition(text)).toBe('4 x');
    expect(definition(text.replace('x|', 'x').replace('local f', 'local f|'))).toBe('5 f');
  });

  it('takes a function before a label, and a label before a helper', () => {
    const text = '.prog a tc\nf: call f|\n exit\n.func f\n exit\n';
    expect(definition(text)).toBe('4 f');
    expect(definition('.prog a tc\n call tail_call|\ntail_call: exit\n')).toBe('3 tail_call');
  });

  it("finds a protocol's variable where it first gets a value", () => {
    const text =
      '.protocol map_poke p\nfor_each_poke(map, key) {\n  ret = 1;\n  BUG_ON(re|t < 0);\n ret = 2;\n}\n';
    expect(definition(text)).toBe('3 ret');
  });
});

describe('references', () => {
  it('gives every place that means the name, its declaration included', () => {
    const at = SMALL.indexOf('jmp_table');
    expect(places(SMALL, at)).toEqual([
      '2 jmp_table',
      '7 jmp_table',
      '26 jmp_table',
      '31 jmp_table',
      '35 jmp_table',
    ]);
    expect(places(SMALL, SMALL.indexOf('target'))).toEqual(['21 target', '26 target', '35 target']);
  });

  it('knows every name of the built-in labs as declared', () => {
    for (const { id, text } of LABS) {
      for (const match of text.matchAll(/^\.(?:map|prog|func) (\w+)/gm)) {
        const at = match.index + match[0].length;
        const found = service.definition(text, at);
        expect(found, `${id} ${match[1]}`).toEqual({
          start: at - (match[1] ?? '').length,
          end: at,
        });
        expect(service.references(text, at), `${id} ${match[1]}`).toContainEqual(found);
      }
    }
  });

  it('does not take a keyword of a statement for a name', () => {
    const text = '.prog run tc\n exit\n.cpu 0\n run run times=2\n';
    expect(places(text, text.indexOf('run'))).toEqual(['1 run', '4 run']);
    expect(places(text, text.indexOf('times'))).toEqual([]);
  });
});
