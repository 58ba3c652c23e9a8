// Labs at the bounds of what a lab can say: they run, or say why not, and never break an invariant.

import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';
import { Driver, labInput, raceLab } from './driver.ts';

const TYPES = ['array', 'hash', 'percpu_array', 'percpu_hash', 'lru_hash', 'lpm_trie'] as const;

/** Two maps of the type, and a program that looks into the second. */
function mapLab(type: (typeof TYPES)[number], maxEntries: number, valueSize: number): string {
  const keySize = type === 'lpm_trie' ? 8 : 4;
  const sizes = `max_entries=${maxEntries} key_size=${keySize} value_size=${valueSize}`;
  return `.kernel 6.1
.map g ${type} ${sizes}
.map h ${type} ${sizes}
.prog look tc
    *(u64 *)(r10 - 8) = 1
    r2 = r10
    r2 += -8
    r1 = h ll
    call map_lookup_elem
    r0 = 1
    exit
.cpu 0
    run look
`;
}

describe('maps of any size', () => {
  it.each(TYPES)('%s runs with the most and the largest values', (type) => {
    for (const [entries, valueSize] of [
      [1, 4_194_304],
      [1_000_000, 4096],
      [0xffff_ffff, 8],
      [0xffff_ffff, 4_194_304],
    ] as const) {
      const { timeline, diagnostics } = compile(mapLab(type, entries, valueSize));
      expect(diagnostics).toEqual([]);
      expect(timeline?.stopped).toBeNull();
    }
  });
});

describe('as many CPUs as a lab can have', () => {
  it('all run while one deletes what they call, and all must leave', () => {
    const others = Array.from({ length: 26 }, (_, idx) => `.cpu ${idx + 2}\n    run entry`);
    const driver = new Driver(labInput(raceLab('delete t[0]', others.join('\n'))));
    const names = ['CPU 0', ...others.map((_, idx) => `CPU ${idx + 2}`)];
    for (const name of names) driver.go(name, { kind: 'site', which: 'target' });
    driver.go('CPU 1', { kind: 'event', event: 'rcu-begin' });
    const begun = driver.events('CPU 1').find((event) => event.kind === 'rcu-begin');
    expect(begun?.kind === 'rcu-begin' && begun.readers).toEqual(
      names.map((name) => driver.actor(name)),
    );
    expect(driver.finish()).toBeNull();
    expect(driver.verdicts()).toEqual([]);
  });
});
