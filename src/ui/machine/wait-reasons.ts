// Who waits, for whom, since when, and what the others must do before it can go on.

import type { CpuView, LockRef, LockUse, MachineView, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { countBefore, historyOf, lastBefore, lockKey } from '../../store/histories.ts';
import type { LabNames } from '../shared/lab-names.ts';

/** One that is waited for. */
export interface WaitedFor {
  readonly actor: number;
  /** What it must do, as in "must return from entry". */
  readonly must: string;
  /** Step (0-based) since which it holds up the other; null when no event says. */
  readonly since: number | null;
}

export interface Wait {
  readonly kind: 'rcu' | 'lock' | 'ipi' | 'handler';
  readonly actor: number;
  /** In a few words: "RCU", "text_mutex". */
  readonly short: string;
  /** What it is in, as code or words: "synchronize_rcu(), grace period 1". */
  readonly what: string;
  /** Step (0-based) in which it began to wait. */
  readonly since: number | null;
  readonly lock: LockRef | null;
  readonly for: readonly WaitedFor[];
}

export interface WaitInput {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
}

const CALLS = { rcu: 'synchronize_rcu()', 'tasks-trace': 'synchronize_rcu_tasks_trace()' } as const;

function stepsOf({ result }: WaitInput): readonly Step[] {
  return result.timeline?.steps ?? [];
}

/** What a CPU inside a section must do to leave it. */
export function leaveWords(cpu: CpuView | undefined, names: LabNames): string {
  const prog = cpu?.run ? names.prog(cpu.run.progIdx) : 'its program';
  switch (cpu?.mode) {
    case 'stopped':
      return 'has stopped inside its section and never leaves it';
    case 'preempted':
      return `must come back to its CPU and return from ${prog}`;
    case 'trapped':
    case 'handler':
      return `must leave the int3 handler, then return from ${prog}`;
    default:
      return `must return from ${prog}`;
  }
}

function reader(input: WaitInput, actor: number): WaitedFor {
  const { result, view, names } = input;
  const run = lastBefore(historyOf(result).runs[actor] ?? [], view.cursor);
  return { actor, must: leaveWords(view.cpus[actor], names), since: run?.step ?? null };
}

function rcuWaits(input: WaitInput): Wait[] {
  // Numbered from 1 in the order in which they begin.
  const { gracePeriods } = historyOf(input.result);
  return input.view.gracePeriods.flatMap((period): Wait[] => {
    const { ordinal, flavour, purpose, actor, readers } = period;
    if (purpose !== 'wait' || readers.length === 0) return [];
    const begun = gracePeriods[ordinal - 1];
    return [
      {
        kind: 'rcu',
        actor,
        short: flavour === 'rcu' ? 'RCU' : 'RCU tasks trace',
        what: `${CALLS[flavour]}, grace period ${ordinal}`,
        since: begun?.step ?? null,
        lock: null,
        for: readers.map((other) => reader(input, other)),
      },
    ];
  });
}

/** Step of the last use of a lock up to the cursor that `matches`; null if there is none. */
export function lastUse(
  { result, view }: Pick<WaitInput, 'result' | 'view'>,
  lock: LockRef,
  matches: (use: LockUse) => boolean,
): number | null {
  const uses = historyOf(result).locks.get(lockKey(lock)) ?? [];
  for (let nth = countBefore(uses, view.cursor) - 1; nth >= 0; nth--) {
    const use = uses[nth];
    if (use && matches(use)) return use.step;
  }
  return null;
}

function lockWaits(input: WaitInput): Wait[] {
  const { view, names } = input;
  const steps = stepsOf(input);
  return view.locks.flatMap(({ lock, holder, waiters }) => {
    const owner: WaitedFor[] =
      holder === null
        ? []
        : [
            {
              actor: holder,
              must: `must give ${names.lock(lock)} back`,
              since: lastUse(input, lock, ({ kind }) => kind === 'lock'),
            },
          ];
    return waiters.map((actor): Wait => {
      const since = lastUse(
        input,
        lock,
        ({ kind, step }) => kind === 'lock-wait' && steps[step]?.actor === actor,
      );
      return {
        kind: 'lock',
        actor,
        short: lock.kind,
        what: names.lock(lock),
        since,
        lock,
        for: owner,
      };
    });
  });
}

function ipiWords({ mode }: CpuView): string {
  const isOff = mode === 'trapped' || mode === 'handler';
  return isOff
    ? 'must leave the int3 handler, where interrupts are off, and take the IPI'
    : 'must take the IPI, which it can between any two instructions';
}

/** Syncs whose IPIs are out, with the CPUs that have not taken them. */
function ipiWaits(input: WaitInput): Wait[] {
  const { result, view } = input;
  const { syncs } = historyOf(result);
  const steps = stepsOf(input);
  const late = new Map<number, WaitedFor[]>();
  view.cpus.forEach((cpu, actor) => {
    if (cpu.ipi === null) return;
    const since = syncs.get(cpu.ipi) ?? null;
    const list = late.get(cpu.ipi) ?? [];
    late.set(cpu.ipi, [...list, { actor, must: ipiWords(cpu), since }]);
  });
  return [...late].flatMap(([ordinal, others]): Wait[] => {
    const since = syncs.get(ordinal) ?? null;
    const actor = since === null ? undefined : steps[since]?.actor;
    if (actor === undefined) return [];
    const what = `sync_cores(), sync ${ordinal}`;
    return [{ kind: 'ipi', actor, short: 'IPI', what, since, lock: null, for: others }];
  });
}

/** A retire waits until no handler holds the site's descriptor any more. */
function handlerWaits(input: WaitInput): Wait[] {
  const { result, view } = input;
  const steps = stepsOf(input);
  const inside = view.cpus.flatMap(({ mode }, actor): WaitedFor[] =>
    mode === 'handler'
      ? [{ actor, must: 'must emulate the instruction and leave the handler', since: null }]
      : [],
  );
  if (inside.length === 0) return [];
  return historyOf(result).lines.flatMap((lines, actor): Wait[] => {
    const last = lastBefore(lines, view.cursor);
    const isRetire = last && steps[last.step]?.events.some(({ kind }) => kind === 'retire');
    if (!last || !isRetire || !view.ops[actor]) return [];
    const what = 'retire(site): a trap handler still uses it';
    return [
      {
        kind: 'handler',
        actor,
        short: 'trap handler',
        what,
        since: last.step,
        lock: null,
        for: inside,
      },
    ];
  });
}

/** Every wait at the cursor, those for readers first. */
export function waitsAt(input: WaitInput): Wait[] {
  return [...rcuWaits(input), ...lockWaits(input), ...ipiWaits(input), ...handlerWaits(input)];
}
