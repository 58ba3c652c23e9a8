import { describe, expect, it } from 'vitest';
import {
  libraryEntry,
  libraryNames,
  libraryProtocol,
  parseProtocol,
} from '../../../src/core/protocol/index.ts';

const ROLES = ['map_poke', 'text_poke'] as const;

describe('libraryNames', () => {
  it('lists what 6.1 ships', () => {
    expect(libraryNames('map_poke')).toContain('v6_1');
    expect(libraryNames('text_poke')).toContain('int3_three_phase');
  });
});

describe('libraryProtocol', () => {
  it('compiles every entry', () => {
    for (const role of ROLES) {
      for (const name of libraryNames(role)) {
        expect(libraryProtocol(role, name)).toMatchObject({
          role,
          name,
          text: libraryEntry(role, name)?.text,
        });
      }
    }
  });

  it('has one visible statement a line, so that one line can be lit', () => {
    for (const role of ROLES) {
      for (const name of libraryNames(role)) {
        const visible = libraryProtocol(role, name)?.code.filter(
          ({ stmt }) => !['branch', 'jump', 'assign', 'end-desc'].includes(stmt.kind),
        );
        const lines = visible?.map((step) => step.line);
        expect(new Set(lines).size).toBe(lines?.length);
      }
    }
  });

  it('knows no protocol of an unknown name or of the other role', () => {
    expect(libraryProtocol('map_poke', 'v0')).toBeNull();
    expect(libraryProtocol('text_poke', 'v6_1')).toBeNull();
  });
});

describe('t3_restore_at_once', () => {
  it('is what 6.1 ships without the wait', () => {
    const shipped = libraryEntry('map_poke', 'v6_1')?.text ?? '';
    const withoutWait = shipped.replace(/ *if \(!ret\)\n *synchronize_rcu\(\);\n/, '');
    expect(withoutWait).not.toBe(shipped);
    expect(libraryEntry('map_poke', 't3_restore_at_once')?.text).toBe(withoutWait);
  });
});

describe('compiled code', () => {
  const kinds = (text: string): string[] =>
    parseProtocol('map_poke', 'test', text).protocol?.code.map(({ stmt }) =>
      'to' in stmt && stmt.kind !== 'store'
        ? `${stmt.kind} ${stmt.to}`
        : 'otherwise' in stmt
          ? `${stmt.kind} ${stmt.otherwise}`
          : 'exit' in stmt
            ? `${stmt.kind} ${stmt.exit}`
            : stmt.kind,
    ) ?? [];

  it('jumps over the branch that is not taken', () => {
    expect(kinds('if (new) lock(text_mutex); else synchronize_rcu(); bug();')).toEqual([
      'branch 3',
      'lock',
      'jump 4',
      'wait',
      'bug',
    ]);
  });

  it('goes round the loop until there is no descriptor left', () => {
    expect(kinds('for_each_poke(map, key) { synchronize_rcu(); } bug();')).toEqual([
      'next-desc 3',
      'wait',
      'end-desc 0',
      'bug',
    ]);
  });
});
