import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/core/base/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { pokeAt, pokeHistory } from '../../src/ui/bytes/poke-history.ts';
import { siteText, syncWords, tenseWords, writeWords } from '../../src/ui/bytes/poke-words.ts';
import { makeX86Printer } from '../../src/ui/bytes/x86-printer.ts';
import { fixtureResult, ZERO } from './fixture.ts';
import { runOf } from './run-lab.ts';

const fixture = fixtureResult();
const steps = fixture.timeline?.steps ?? [];
const history = pokeHistory(steps);
const hexes = (bytes: readonly { bytes: Uint8Array }[]) =>
  bytes.map((write) => bytesToHex(write.bytes, ' '));

/** A lab with one poke by a text_poke protocol of its own. */
function withProtocol(body: string) {
  const text = `.map t prog_array max_entries=1
.prog a tc
        r2 = t ll
        r3 = 0
        call tail_call
        r0 = 0
        exit
.prog b tc
        r0 = 1
        exit
.cpu 0
        t[0] = b
.protocol text_poke mine
${body}
`;
  const result = compile(text);
  expect(result.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return pokeHistory(result.timeline?.steps ?? []);
}

describe('pokeHistory', () => {
  it('has every poke with the bytes behind each of its writes', () => {
    expect(history.all).toHaveLength(5);
    const [first] = history.all;
    expect(bytesToHex(first?.found ?? [], ' ')).toBe('0f 1f 44 00 00');
    expect(hexes(first?.writes ?? [])).toEqual([
      'cc 1f 44 00 00',
      'cc 7e fd ff ff',
      'e9 7e fd ff ff',
    ]);
    expect(first?.writes.map((write) => [write.off, write.end])).toEqual([
      [0, 1],
      [1, 5],
      [0, 1],
    ]);
  });

  it('is made once for a run', () => {
    expect(pokeHistory(steps)).toBe(history);
  });

  it('agrees with the store events of the machine at every write of a run', () => {
    const { result, at } = runOf('cover-letter-race');
    const run = result.timeline?.steps ?? [];
    const { all } = pokeHistory(run);
    expect(all.length).toBeGreaterThan(3);
    for (const { site, writes } of all) {
      for (const write of writes) {
        const desc = at(write.step + 1).descs[site.progIdx]?.[site.pokeIdx];
        expect(bytesToHex(desc?.[site.which]?.bytes ?? [])).toBe(bytesToHex(write.bytes));
      }
    }
  });

  it('follows a protocol of one store and one of four', () => {
    const copy = withProtocol('store(site[0..4], new[0..4]);\nsync_cores();');
    expect(copy.all[0]?.writes.map((write) => write.phase)).toEqual(['whole']);
    const four = withProtocol(
      'publish(site, new);\nstore(site[0], 0xcc);\nstore(site[1..2], new[1..2]);\n' +
        'store(site[3..4], new[3..4]);\nstore(site[0], new[0]);\nsync_cores();\nretire(site);',
    );
    expect(four.all[0]?.writes.map((write) => write.phase)).toEqual([
      'int3',
      'tail',
      'tail',
      'first',
    ]);
    expect(four.all[0]?.writes.map((write) => write.syncStep !== null)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('pokeAt', () => {
  it('is the poke under way, up to the step that ends it', () => {
    const [first] = history.all;
    if (!first?.end) throw new Error('the first poke ends');
    for (let cursor = first.begin + 1; cursor <= first.end; cursor++) {
      expect(pokeAt(history, cursor, null)).toMatchObject({ poke: first, tense: 'flying' });
    }
    expect(pokeAt(history, first.end + 1, null)?.tense).toBe('done');
  });

  it('counts the writes that are done', () => {
    const [first] = history.all;
    for (const [nth, write] of (first?.writes ?? []).entries()) {
      expect(pokeAt(history, write.step, null)?.done).toBe(nth);
      expect(pokeAt(history, write.step + 1, null)?.done).toBe(nth + 1);
    }
  });

  it('shows the poke to come before the first', () => {
    expect(pokeAt(history, 0, null)).toMatchObject({ poke: history.all[0], tense: 'coming' });
  });

  it('shows the last one of the pinned site while none is under way', () => {
    const pinned = { progIdx: 0, pokeIdx: 0, which: 'target' } as const;
    expect(pokeAt(history, ZERO, null)?.poke.site.which).toBe('bypass');
    expect(pokeAt(history, ZERO, pinned)?.poke.site.which).toBe('target');
    const [first, second] = history.all;
    const inSecond = (second?.begin ?? 0) + 1;
    expect(pokeAt(history, inSecond, pinned)?.poke).toBe(second);
    expect(first?.site.which).toBe('target');
  });

  it('is null for a run without pokes', () => {
    expect(pokeAt(pokeHistory([]), 0, null)).toBeNull();
  });
});

describe('writeWords', () => {
  it('says what each write of the shipped protocol did', () => {
    const [first] = history.all;
    const words = first?.writes.map((write) => writeWords(write, first));
    expect(words).toEqual([
      'int3 goes in: any CPU that fetches here now traps',
      'the last four bytes change behind the int3: no CPU decodes them',
      'the first byte makes the new instruction whole',
    ]);
  });

  it('says what is wrong with writes in another order, without int3 or unpublished', () => {
    const words = (body: string) => {
      const [poke] = withProtocol(body).all;
      return poke?.writes.map((write) => writeWords(write, poke)) ?? [];
    };
    expect(words('store(site[0], new[0]);\nstore(site[1..4], new[1..4]);\nsync_cores();')).toEqual([
      'the first byte changes before the rest: a CPU may decode half of each',
      'the last four bytes make the new instruction whole',
    ]);
    expect(words('store(site[0], 0xcc);\nstore(site[0..4], new[0..4]);\nsync_cores();')).toEqual([
      'int3 goes in, unpublished: any CPU that traps here is lost',
      'five bytes in one plain copy: a CPU may fetch any mixture',
    ]);
  });
});

describe('syncWords', () => {
  it('changes from not synced to synced at the sync behind the write', () => {
    const write = history.all[0]?.writes[0];
    if (!write || write.syncStep === null) throw new Error('a sync follows the int3');
    expect(syncWords(write, write.syncStep)).toBe('not synced');
    expect(syncWords(write, write.syncStep + 1)).toBe('synced');
    expect(syncWords({ ...write, syncStep: null }, 99)).toBe('no sync');
  });
});

describe('tenseWords', () => {
  it('says why nothing was written', () => {
    const [poke] = history.all;
    if (!poke) throw new Error('a poke');
    const words = (ret: number) => tenseWords({ poke: { ...poke, ret }, tense: 'done', done: 0 });
    expect(words(0)).toBe('done');
    expect(words(1)).toContain('held that already');
    expect(words(-16)).toContain('-EBUSY');
  });
});

describe('siteText', () => {
  it('is the instruction with the names of the lab, and nop for any nop', () => {
    const print = makeX86Printer(fixture);
    const text = (hex: Uint8Array) =>
      siteText(hex, (bytes) => print(bytes, 0xffffffffc000091cn, 'att'));
    const [first] = history.all;
    expect(text(first?.found ?? new Uint8Array())).toBe('nop');
    expect(text(first?.wanted ?? new Uint8Array())).toBe('jmp target_a+0xb');
    expect(text(first?.writes[0]?.bytes ?? new Uint8Array())).toBe('int3');
  });
});
