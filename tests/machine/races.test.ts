// Races between a CPU in a program and an updater: what the shipped protocol excludes, and what its broken
// relatives let happen. Authority: KERNEL facts sections 1 (T3), 3 (phases) and 5 (L13).

import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/core/base/index.ts';
import type { MachineInput } from '../../src/core/machine/index.ts';
import { libraryEntry } from '../../src/core/protocol/index.ts';
import { Driver, labInput, raceLab } from './driver.ts';
import { sabotage } from './rules.ts';

const BYPASS = { kind: 'site', which: 'bypass' } as const;
const TARGET = { kind: 'site', which: 'target' } as const;
const END = { kind: 'end' } as const;
const WAIT = { kind: 'wait' } as const;

const NO_WAIT = sabotage(
  'map_poke',
  'v6_1',
  '        if (!ret)\n            synchronize_rcu();\n',
  '',
);

function withProtocol(role: 'map_poke' | 'text_poke', text: string): string {
  return `.protocol ${role} test\n${text}`;
}

/** What CPU 0 may fetch now, as first bytes and effects, memory first. */
function fetches(driver: Driver): string[] {
  return driver
    .choices('CPU 0')
    .flatMap(({ fetch }) =>
      fetch ? [`${bytesToHex(fetch.bytes).slice(0, 2)} ${fetch.effect}`] : [],
    );
}

describe('a CPU between the two sites', () => {
  it('holds the updater in the grace period of the shipped protocol', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]')));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', WAIT);
    expect(driver.choices('CPU 1')).toEqual([]);
    driver.go('CPU 0', END);
    driver.go('CPU 1', END);
    expect(driver.verdicts()).toEqual([]);
    expect(driver.events('CPU 0')).toContainEqual(
      expect.objectContaining({ kind: 'run-end', retval: 10 }),
    );
  });

  it('falls through when the target is restored at once, and comes back with wrong registers', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]', withProtocol('map_poke', NO_WAIT))));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', END);
    driver.go('CPU 0', END);
    expect(driver.verdicts()).toEqual(['fell-through', 'lost-registers', 'broken-registers']);
    expect(driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'verdict', registers: ['rbx', 'r13'] }),
    );
  });

  it('loses its BPF stack to an interrupt once it has unwound', () => {
    const text = raceLab('delete t[0]', withProtocol('map_poke', NO_WAIT)).replace(
      'r0 = r7\n',
      'r0 = *(u64 *)(r10 - 8)\n',
    );
    const driver = new Driver(labInput(text));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', END);
    const end = driver.go('CPU 0', END).flatMap(({ events }) => events);
    const returned = end.find((event) => event.kind === 'run-end');
    // An IPI came in between: the 7 that the program put there is gone.
    expect(returned?.kind === 'run-end' && returned.retval).not.toBe(7);
  });
});

describe('the phases of text_poke_bp', () => {
  /** CPU 0 before P1 while CPU 1 empties the slot, up to its `count`th store. */
  function afterStore(count: number): Driver {
    const driver = new Driver(labInput(raceLab('delete t[0]')));
    driver.go('CPU 0', BYPASS);
    for (let i = 0; i < count; i++) driver.go('CPU 1', { kind: 'event', event: 'store' });
    return driver;
  }

  it('let a CPU decode the old bytes or trap, from the int3 to its sync', () => {
    const driver = afterStore(1);
    expect(fetches(driver)).toEqual(['cc traps', '0f falls-through']);
    driver.go('CPU 1', { kind: 'event', event: 'sync' });
    expect(fetches(driver)).toEqual(['cc traps', '0f falls-through']);
    expect(driver.choices('CPU 1')).toEqual([]);
    driver.take('CPU 0', 'ipi');
    expect(fetches(driver)).toEqual(['cc traps']);
  });

  it('let it only trap until byte 0 is written, then trap or run the new insn', () => {
    const driver = afterStore(2);
    expect(fetches(driver)).toEqual(['cc traps', 'cc traps']);
    driver.go('CPU 1', { kind: 'event', event: 'store' });
    expect(fetches(driver)).toEqual(['e9 jumps', 'cc traps']);
    driver.go('CPU 1', { kind: 'event', event: 'sync' });
    driver.take('CPU 0', 'ipi');
    expect(fetches(driver)).toEqual(['e9 jumps']);
  });

  it('make a trapped CPU act as the new insn, with interrupts off till then', () => {
    const driver = afterStore(1);
    const [trap] = driver.choices('CPU 0');
    driver.choose(trap?.action ?? -1);
    driver.go('CPU 1', { kind: 'event', event: 'sync' });
    expect(driver.choices('CPU 0').map(({ kind }) => kind)).toEqual(['go']);
    driver.take('CPU 0');
    expect(driver.choices('CPU 0').map(({ kind }) => kind)).toEqual(['go']);
    const [emulated] = driver.take('CPU 0').events;
    expect(emulated).toMatchObject({ kind: 'int3-emulate' });
    // It skipped the call as the new jmp does, and takes the IPI now.
    expect(driver.choices('CPU 0').map(({ kind }) => kind)).toEqual(['ipi', 'go']);
    driver.finish();
    expect(driver.events('CPU 0')).toContainEqual(
      expect.objectContaining({ kind: 'run-end', retval: 7 }),
    );
    expect(driver.verdicts()).toEqual([]);
  });

  it('keep the updater from going on while a handler holds the descriptor', () => {
    const driver = afterStore(3);
    const trap = driver.choices('CPU 0').find(({ fetch }) => fetch?.effect === 'traps');
    driver.choose(trap?.action ?? -1);
    driver.go('CPU 1', { kind: 'event', event: 'sync' });
    // The trap has interrupts off, so the last sync waits, and so does retire.
    expect(driver.choices('CPU 1')).toEqual([]);
    driver.finish();
    expect(driver.verdicts()).toEqual([]);
  });
});

describe('text_poke without its precautions', () => {
  const shipped = libraryEntry('text_poke', 'int3_three_phase')?.text ?? '';

  it('kills a CPU on an int3 that nobody published', () => {
    const text = shipped.replace('publish(site, new);\n', '');
    const driver = new Driver(labInput(raceLab('delete t[0]', withProtocol('text_poke', text))));
    driver.go('CPU 0', BYPASS);
    driver.go('CPU 1', { kind: 'event', event: 'store' });
    driver.take('CPU 0');
    driver.take('CPU 0');
    expect(driver.verdicts()).toEqual(['unclaimed-int3']);
    expect(driver.finish()).toMatch(/^CPU 0 stopped, and CPU 1 waits for ever$/);
  });

  it('lets a CPU decode half of each insn when the first byte is written last, without int3', () => {
    const text =
      'store(site[1..4], new[1..4]);\nsync_cores();\nstore(site[0], new[0]);\nsync_cores();\n';
    const driver = new Driver(labInput(raceLab('delete t[0]', withProtocol('text_poke', text))));
    driver.go('CPU 0', BYPASS);
    driver.go('CPU 1', { kind: 'event', event: 'store' });
    expect(fetches(driver)).toEqual(['0f torn', '0f falls-through']);
    driver.take('CPU 0');
    expect(driver.verdicts()).toEqual(['torn-insn']);
  });
});

describe('freed programs', () => {
  it('are not freed while a CPU that entered before is inside', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]\n    unload target')));
    driver.go('CPU 0', BYPASS);
    driver.choose(driver.choices('CPU 0')[0]?.action ?? -1);
    driver.choose(driver.choices('CPU 0')[0]?.action ?? -1);
    expect(driver.session.cpuAt(driver.session.length, driver.actor('CPU 0'))?.place).toBeNull();
    expect(driver.finish()).toBeNull();
    expect(driver.verdicts()).toEqual([]);
  });

  it('are executed when an update forgets the sites', () => {
    const protocol = withProtocol(
      'map_poke',
      'for_each_poke(map, key) {\n    if (new) {\n        text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));\n        text_poke(tailcall_bypass, jmp(bypass_addr), nop);\n    }\n}\n',
    );
    const driver = new Driver(labInput(raceLab('delete t[0]\n    unload target', protocol)));
    driver.go('CPU 1', END);
    driver.go('kworker', END);
    expect(driver.events()).toContainEqual({ kind: 'prog', progIdx: 1, state: 'freed' });
    driver.go('CPU 0', TARGET);
    driver.take('CPU 0');
    expect(driver.verdicts()).toEqual(['freed-text']);
  });
});

describe('locks', () => {
  it('make a second updater of the same map sleep until the first is done', () => {
    const text = raceLab('delete t[0]').replace(
      '.cpu 0\n    run entry',
      '.cpu 0\n    t[0] = target',
    );
    const driver = new Driver(labInput(text));
    driver.go('CPU 1', { kind: 'event', event: 'lock' });
    driver.go('CPU 0', { kind: 'event', event: 'lock-wait' });
    expect(driver.choices('CPU 0')).toEqual([]);
    driver.go('CPU 1', END);
    expect(driver.choices('CPU 0')).toHaveLength(1);
    expect(driver.finish()).toBeNull();
  });

  it('end in a deadlock when a protocol takes what it holds', () => {
    const protocol = withProtocol(
      'map_poke',
      'for_each_poke(map, key) {\n    if (!new)\n        lock(poke_mutex);\n}\n',
    );
    const driver = new Driver(labInput(raceLab('delete t[0]', protocol)));
    expect(driver.finish()).toBe('deadlock: CPU 1 waits for ever');
  });
});

describe('sleepable programs', () => {
  /** As a lab for 7.0 would say: the 6.1 verifier lets no sleepable program tail-call. */
  function sleepable(input: MachineInput): MachineInput {
    return { ...input, progs: input.progs.map((prog) => ({ ...prog, sleepable: true })) };
  }

  it('can be preempted in the unwind, which synchronize_rcu does not wait for (L13)', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]'), sleepable));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', WAIT);
    driver.take('CPU 0', 'preempt');
    driver.go('CPU 1', END);
    driver.take('CPU 0', 'resume');
    driver.finish();
    expect(driver.verdicts()).toEqual(['fell-through', 'lost-registers', 'broken-registers']);
  });

  it('hold a tasks-trace grace period also while preempted', () => {
    const text = sabotage('map_poke', 'v6_1', 'synchronize_rcu()', 'synchronize_rcu_tasks_trace()');
    const lab = raceLab('delete t[0]', withProtocol('map_poke', text));
    const driver = new Driver(labInput(lab, sleepable));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', WAIT);
    driver.take('CPU 0', 'preempt');
    expect(driver.choices('CPU 1')).toEqual([]);
    driver.take('CPU 0', 'resume');
    driver.finish();
    expect(driver.verdicts()).toEqual([]);
  });

  it('lose what lies below rsp when they are preempted, as to any interrupt', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]'), sleepable));
    driver.go('CPU 0', TARGET);
    const actor = driver.actor('CPU 0');
    const below = (): bigint | null => {
      const { session } = driver;
      const rbp = session.cpuAt(session.length, actor)?.regs[5] ?? 0n;
      return session.memoryAt(session.length, actor, { addr: rbp - 8n, byteLen: 8 });
    };
    expect(below()).toBe(7n);
    driver.take('CPU 0', 'preempt');
    expect(below()).not.toBe(7n);
  });

  it('are no readers for tasks-trace when they are not sleepable', () => {
    const text = sabotage('map_poke', 'v6_1', 'synchronize_rcu()', 'synchronize_rcu_tasks_trace()');
    const driver = new Driver(labInput(raceLab('delete t[0]', withProtocol('map_poke', text))));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', END);
    driver.finish();
    expect(driver.verdicts()).toEqual(['fell-through', 'lost-registers', 'broken-registers']);
  });
});

describe('programs that are preempted under rcu_read_lock', () => {
  /** As a profile of a preemptible kernel says of its flow dissectors. */
  function preemptible(input: MachineInput): MachineInput {
    return { ...input, profile: { ...input.profile, preemptibleRuns: ['sched_cls'] } };
  }

  it('hold the grace period of synchronize_rcu also while preempted', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]'), preemptible));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 1', WAIT);
    driver.take('CPU 0', 'preempt');
    expect(driver.choices('CPU 1')).toEqual([]);
    driver.take('CPU 0', 'resume');
    driver.finish();
    expect(driver.verdicts()).toEqual([]);
  });

  it('are waited for by a grace period that begins while they are preempted', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]'), preemptible));
    driver.go('CPU 0', TARGET);
    driver.go('CPU 0', { kind: 'preempt' });
    driver.go('CPU 1', WAIT);
    expect(driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'rcu-begin', readers: [driver.actor('CPU 0')] }),
    );
    driver.take('CPU 0', 'resume');
    expect(driver.finish()).toBeNull();
    expect(driver.verdicts()).toEqual([]);
  });

  it('are not offered where the profile names no such type', () => {
    const driver = new Driver(labInput(raceLab('delete t[0]')));
    driver.go('CPU 0', TARGET);
    expect(driver.choices('CPU 0').map(({ kind }) => kind)).toEqual(['go']);
  });
});

describe('indirect branch tracking', () => {
  const indirect = raceLab('delete t[0]')
    .replace('.kernel 6.1', '.kernel 6.1 ibt')
    .replace('r3 = 0\n', 'r3 = *(u32 *)(r1 + 0)\n    r3 &= 1\n');

  /** Overwrites the endbr64 at the landing point of `target`. */
  function withoutEndbr(input: MachineInput): MachineInput {
    const progs = input.progs.map((prog) => {
      const main = prog.jit?.funcs[0];
      if (prog.name !== 'target' || !prog.jit || !main) return prog;
      const bytes = main.bytes.slice();
      bytes.fill(0x90, main.frame.adjOff, main.frame.adjOff + 4);
      return { ...prog, jit: { ...prog.jit, funcs: [{ ...main, bytes }] } };
    });
    return { ...input, progs };
  }

  it('stops a CPU that lands elsewhere than on endbr64', () => {
    const fine = new Driver(labInput(indirect));
    fine.go('CPU 0', END);
    expect(fine.events('CPU 0')).toContainEqual(
      expect.objectContaining({ kind: 'tail-call', form: 'indirect' }),
    );
    expect(fine.verdicts()).toEqual([]);
    const broken = new Driver(labInput(indirect, withoutEndbr));
    broken.finish();
    expect(broken.verdicts()).toEqual(['missing-endbr']);
  });
});
