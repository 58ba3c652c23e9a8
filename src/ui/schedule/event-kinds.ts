// Words for kinds of events that a run can stop at, in the order of the picker.

import type { MachineEvent } from '../../core/machine/index.ts';

type Kind = MachineEvent['kind'];

/** Every kind has words, also those that nobody would stop at. */
export const EVENT_WORDS: Readonly<Record<Kind, string>> = {
  verdict: 'a CPU goes wrong (verdict)',
  bug: 'BUG',
  halt: 'the machine stops',
  'run-begin': 'a program begins',
  'run-end': 'a program returns',
  fetch: 'fetch at a poke site',
  'tail-call': 'tail call',
  int3: 'int3 trap',
  'int3-claim': 'trap handler finds its site',
  'int3-emulate': 'trap handler emulates',
  ipi: 'a CPU takes an IPI',
  'slot-read': 'a CPU loads a slot',
  'value-access': 'access to a shared map value',
  helper: 'helper call',
  block: 'instructions that nobody else sees',
  preempt: 'preemption',
  resume: 'a task comes back',
  'op-begin': 'a system call or run begins',
  'op-end': 'a system call or run ends',
  'slot-write': 'a slot is written',
  'poke-run-begin': 'map_poke begins',
  'poke-run-end': 'map_poke ends',
  'desc-begin': 'map_poke turns to a call',
  'desc-end': 'map_poke is done with a call',
  'poke-begin': 'text_poke compares',
  'poke-end': 'text_poke ends',
  'site-read': 'a protocol reads a site',
  publish: 'a site is published for int3',
  store: 'bytes are stored in code',
  sync: 'IPIs go out (sync)',
  retire: 'a site is retired',
  'rcu-begin': 'a grace period begins',
  'rcu-end': 'a grace period ends',
  lock: 'a lock is taken',
  unlock: 'a lock is given back',
  'lock-wait': 'an actor sleeps on a lock',
  prog: 'a program is loaded, unloaded or freed',
  image: 'an image is put in place',
  stable: 'a call becomes stable',
  track: 'a program is tracked',
  untrack: 'a program is untracked',
  owner: 'owner check of a map',
  'work-begin': 'the kernel worker begins',
  'work-end': 'the kernel worker ends',
};

const RARE: ReadonlySet<Kind> = new Set(['block', 'halt']);

/** What the picker offers. */
export const EVENT_KINDS = (Object.keys(EVENT_WORDS) as Kind[]).filter((kind) => !RARE.has(kind));
