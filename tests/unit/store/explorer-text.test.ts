import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { libraryOf } from '../../../src/store/explorer-library.ts';
import {
  readChoices,
  scenarioOf,
  withChoice,
  withChoicesOf,
  withOwnProtocol,
} from '../../../src/store/explorer-text.ts';

const PLAIN = `// a note
.kernel 6.1 // the kernel

.map jmp_table prog_array max_entries=1
.prog entry tc
        r0 = 0
        exit
`;

const OWN = `${PLAIN}
.protocol map_poke mine
for_each_poke(map, key) {
    ret = text_poke(tailcall_target, nop, jmp(new));
}
.cpu 0
        run entry
`;

function scenario(id: string) {
  const found = SCENARIOS.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
}

describe('withChoice', () => {
  it('puts a new directive behind the kernel', () => {
    const text = withChoice(PLAIN, 'map_poke', 't3_restore_at_once');
    expect(text).toBe(PLAIN.replace('kernel\n', 'kernel\n.protocol map_poke t3_restore_at_once\n'));
    expect(readChoices(text).map_poke).toEqual({ name: 't3_restore_at_once', own: false });
  });

  it('changes the name alone where there is a directive', () => {
    const text = withChoice(PLAIN, 'kernel', '5.10');
    expect(text).toBe(PLAIN.replace('6.1', '5.10'));
  });

  it('takes what it put in away again', () => {
    for (const role of ['map_poke', 'text_poke', 'layout'] as const) {
      const name = libraryOf(role)[0]?.name ?? '';
      expect(withChoice(withChoice(PLAIN, role, name), role, null), role).toBe(PLAIN);
    }
  });

  it('puts a library entry in place of a body, and keeps what stands behind it', () => {
    const text = withChoice(OWN, 'map_poke', 'v6_1');
    expect(text).not.toContain('for_each_poke');
    expect(text).toContain('.protocol map_poke v6_1\n.cpu 0\n');
  });

  it('begins a lab without directives', () => {
    expect(withChoice('', 'kernel', '6.1')).toBe('.kernel 6.1\n');
    expect(withChoice('// end', 'kernel', '6.1')).toContain('.kernel 6.1\n');
  });

  it('yields labs that compile, for every entry of the library', () => {
    const { text } = scenario('delete');
    for (const role of ['map_poke', 'text_poke'] as const) {
      for (const { name } of libraryOf(role)) {
        const { diagnostics } = compile(withChoice(text, role, name));
        expect(
          diagnostics.filter(({ severity }) => severity === 'error'),
          name,
        ).toEqual([]);
      }
    }
  });
});

describe('withOwnProtocol', () => {
  it('writes every protocol of the library out, to the same steps', () => {
    const { text } = scenario('delete');
    for (const role of ['map_poke', 'text_poke'] as const) {
      for (const { name, text: words } of libraryOf(role)) {
        const named = compile(withChoice(text, role, name));
        const own = withOwnProtocol(text, role, { name, text: words ?? '' });
        expect(own.text.slice(own.body.start, own.body.end)).toBe(words?.trimEnd());
        const written = compile(own.text);
        const actions = (of: typeof named) => of.timeline?.steps.map(({ action }) => action);
        expect(actions(written), name).toEqual(actions(named));
        expect(readChoices(own.text)[role]).toEqual({ name: `my_${name}`, own: true });
      }
    }
  });

  it('takes the place of the directive that was there', () => {
    const { text } = withOwnProtocol(withChoice(PLAIN, 'map_poke', 'v6_1'), 'map_poke', {
      name: 'v6_1',
      text: 'x;\n',
    });
    expect(text.match(/\.protocol/g)).toHaveLength(1);
    expect(text).toContain('.protocol map_poke my_v6_1\nx;\n');
  });
});

describe('scenarioOf', () => {
  it('knows every scenario, with whatever protocol', () => {
    for (const one of SCENARIOS) {
      expect(scenarioOf(one.text)?.id).toBe(one.id);
      expect(scenarioOf(withChoice(one.text, 'map_poke', 'v6_1'))?.id).toBe(one.id);
      expect(scenarioOf(withChoice(one.text, 'kernel', '5.10'))?.id).toBe(one.id);
    }
  });

  it('knows no lab that was changed', () => {
    expect(scenarioOf(scenario('delete').text.replace('r6 = 6', 'r6 = 7'))).toBeNull();
  });
});

describe('withChoicesOf', () => {
  it('keeps protocols from scenario to scenario', () => {
    const before = withChoice(
      withChoice(scenario('delete').text, 'map_poke', 't3_restore_at_once'),
      'text_poke',
      'no_sync',
    );
    const text = withChoicesOf(before, scenario('install'));
    expect(scenarioOf(text)?.id).toBe('install');
    expect(readChoices(text)).toMatchObject({
      map_poke: { name: 't3_restore_at_once' },
      text_poke: { name: 'no_sync' },
    });
  });

  it('keeps a protocol that is written out', () => {
    const text = withChoicesOf(OWN, scenario('install'));
    expect(readChoices(text).map_poke).toEqual({ name: 'mine', own: true });
    expect(text).toContain('ret = text_poke(tailcall_target, nop, jmp(new));\n}');
  });

  it('keeps the kernel that was chosen for a scenario, and no other lab’s', () => {
    const chosen = withChoice(scenario('delete').text, 'kernel', '5.10');
    expect(readChoices(withChoicesOf(chosen, scenario('install'))).kernel?.name).toBe('5.10');
    const other = withChoice(PLAIN, 'kernel', '5.10');
    expect(readChoices(withChoicesOf(other, scenario('install'))).kernel?.name).toBe('6.1');
    const untouched = scenario('sleepable-reader').text;
    expect(readChoices(withChoicesOf(untouched, scenario('install'))).kernel?.name).toBe('6.1');
  });
});
