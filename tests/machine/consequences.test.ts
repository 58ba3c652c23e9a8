// What follows from a harm, and what does not: a CPU that has stopped, a kernel function that is handed lost
// registers, maps and programs that go while others are at work on them.

import { describe, expect, it } from 'vitest';
import type { RunTarget } from '../../src/core/machine/index.ts';
import { Driver, labInput, raceLab } from './driver.ts';

const END: RunTarget = { kind: 'end' };
const TARGET: RunTarget = { kind: 'site', which: 'target' };

function mapPoke(body: string): string {
  return `.protocol map_poke own\nfor_each_poke(map, key) {\n${body}\n}\n`;
}

/** Fills a slot as 6.1 does, and empties it by `remove`. */
function removing(remove: string): string {
  return mapPoke(`if (new) {
ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
if (!old) {
ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
}
} else {
${remove}
}`);
}

/** Restores P2 at once: the race of the cover letter. */
const RACY = removing(`ret = text_poke(tailcall_bypass, nop, jmp(bypass_addr));
ret = text_poke(tailcall_target, jmp(old), nop);`);

/** CPU 0 between P1 and P2 while CPU 1 does its ops; then CPU 0 to its end. */
function raced(text: string): Driver {
  const driver = new Driver(labInput(text));
  driver.go('CPU 0', TARGET);
  driver.go('CPU 1', END);
  driver.finish();
  return driver;
}

describe('state A', () => {
  it('hands what is left of R6 to R9 to kernel functions, which oops', () => {
    const lab = raceLab('delete t[0]', RACY)
      .replace('.prog entry', '.map h hash key_size=4 value_size=8 max_entries=4\n.prog entry')
      .replace('r7 = 7', '*(u32 *)(r10 - 16) = 1\n    r7 = r10\n    r7 += -16')
      .replace('r0 = r7', 'r2 = r7\n    r1 = h ll\n    call map_lookup_elem\n    r0 = 0')
      .replace('*(u64 *)(r10 - 8) = r7', '*(u64 *)(r10 - 8) = 7');
    const driver = raced(lab);
    expect(driver.verdicts()).toEqual(['fell-through', 'lost-registers', 'bad-memory']);
    expect(driver.events().filter(({ kind }) => kind === 'helper')).toEqual([]);
  });

  it('survives a length that was lost, without zeroing for ever', () => {
    const lab = raceLab('delete t[0]', RACY)
      .replace('r7 = 7', 'r7 = 4')
      .replace(
        'r0 = r7',
        'r2 = 0\n    r3 = r10\n    r3 += -8\n    r4 = r7\n    r1 = r6\n    call skb_load_bytes\n    r0 = 0',
      );
    const driver = raced(lab);
    expect(driver.verdicts()).toEqual(['fell-through', 'lost-registers', 'bad-memory']);
  });

  it('reaches, when it is repeated, frames that are not modelled, and says so', () => {
    const call = 'r1 = r6\n    r2 = t ll\n    r3 = 0\n    call tail_call\n';
    const unwinds = mapPoke('ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);');
    const lab = raceLab('t[1] = target', unwinds).replace(
      '*(u64 *)(r10 - 8) = r7',
      `*(u64 *)(r10 - 256) = r7\n    ${call}    ${call}    r1 = r6`,
    );
    const driver = new Driver(labInput(lab));
    driver.finish();
    expect(driver.verdicts()).toEqual([
      'fell-through',
      'lost-registers',
      'fell-through',
      'lost-registers',
      'not-modelled',
    ]);
  });

  it('is reached as well by a jmp past the call at P2', () => {
    const past = removing('ret = text_poke(tailcall_target, jmp(old), jmp(bypass_addr));');
    expect(raced(raceLab('delete t[0]', past)).verdicts()).toEqual([
      'fell-through',
      'lost-registers',
      'broken-registers',
    ]);
  });
});

describe('a jmp to a program at P1', () => {
  it('is a tail call without unwinding: the callee gives back registers that are not its own', () => {
    const late = raceLab(
      't[0] = target',
      mapPoke('ret = text_poke(tailcall_bypass, jmp(bypass_addr), jmp(new));'),
    ).replace('.init\n    t[0] = target\n', '');
    const driver = new Driver(labInput(late));
    driver.go('CPU 1', END);
    driver.finish();
    expect(driver.events('CPU 0')).toContainEqual(
      expect.objectContaining({ kind: 'tail-call', form: 'direct', ordinal: 1 }),
    );
    expect(driver.verdicts()).toEqual(['broken-registers']);
  });
});

describe('a CPU that has stopped', () => {
  const UNPUBLISHED = `.protocol text_poke unpublished
store(site[0], 0xcc);
sync_cores();
store(site[1..4], new[1..4]);
store(site[0], new[0]);
sync_cores();
`;

  it('answers IPIs: its task is gone, not its interrupts', () => {
    const lab = raceLab('delete t[0]', UNPUBLISHED).replace(
      '.cpu 1',
      '.cpu 2\n    run entry\n.cpu 1',
    );
    const driver = new Driver(labInput(lab));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', { kind: 'event', event: 'sync' });
    // The int3 of P1 is on its way; CPU 2 meets it before it takes the IPI.
    driver.go('CPU 2', { kind: 'event', event: 'int3' });
    driver.take('CPU 2');
    expect(driver.verdicts()).toEqual(['unclaimed-int3']);
    driver.take('CPU 2', 'ipi');
    expect(driver.choices('CPU 2')).toEqual([]);
    // CPU 2 is inside its RCU section for ever, and that is all that CPU 1 waits for.
    expect(driver.finish()).toBe('CPU 2 stopped, and CPU 1 waits for ever');
    expect(driver.events('CPU 1').filter(({ kind }) => kind === 'sync')).toHaveLength(2);
  });
});

describe('close', () => {
  it('empties a map only when the update that is at work on it has ended', () => {
    const lab = raceLab('t[1] = target').replace('run entry', 'close t');
    const driver = new Driver(labInput(lab));
    driver.go('CPU 1', { kind: 'event', event: 'lock' });
    driver.go('CPU 0', END);
    expect(driver.choices('kworker')).toEqual([]);
    driver.go('CPU 1', END);
    expect(driver.choices('kworker')).toHaveLength(1);
    expect(driver.finish()).toBeNull();
    const { session } = driver;
    const writes = driver.events().filter(({ kind }) => kind === 'slot-write');
    expect(writes.slice(1)).toEqual([
      { kind: 'slot-write', mapIdx: 0, key: 0, old: 1, new: null },
      { kind: 'slot-write', mapIdx: 0, key: 1, old: 1, new: null },
    ]);
    expect(session.choicesAt(session.length)).toEqual([]);
  });
});

describe('before time zero', () => {
  it('a lock that is taken twice is a deadlock too', () => {
    const lab = raceLab('delete t[0]', mapPoke('lock(poke_mutex);'));
    const driver = new Driver(labInput(lab));
    expect(driver.finish()).toMatch(/^deadlock: init/);
    expect(driver.zero).toBeLessThan(100);
  });
});
