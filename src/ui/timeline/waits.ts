// Who waits for whom, and which step answered: what the arrows of the timeline show.

import { bisector } from 'd3';
import type { LockRef, MachineEvent, Step } from '../../core/machine/index.ts';

/**
 * `rcu`: a grace period and the readers that it waits for; `ipi`: a sync and the CPUs that it
 * interrupts; `lock`: a sleeper and the holder; `handler`: a poke's end and the trap handlers at work.
 */
export type WaitKind = 'rcu' | 'ipi' | 'lock' | 'handler';

export interface Wait {
  readonly kind: WaitKind;
  /** The step that began it, and who took that. */
  readonly step: number;
  readonly actor: number;
  /** False when nobody sleeps meanwhile (call_rcu). */
  readonly sleeps: boolean;
  /** What is waited for, in a word: the lock, or the number of the sync or grace period. */
  readonly about: string;
  /** Whom it waits for, and the step that let it go on; null: not yet. */
  readonly answers: readonly WaitAnswer[];
  /** The last of these steps; null while one is missing. */
  readonly end: number | null;
  /** The latest end among this wait and all that began before it. */
  readonly reach: number;
}

export interface WaitAnswer {
  readonly actor: number;
  readonly step: number | null;
}

interface OpenWait extends Omit<Wait, 'answers' | 'end' | 'reach'> {
  readonly answers: { readonly actor: number; step: number | null }[];
  end: number | null;
  reach: number;
  /** Number of the sync or grace period, or the lock's key. */
  readonly key: string;
  readonly isTrace: boolean;
}

/** Waits of a run in the order in which they began; nobody to wait for is no wait. */
export function buildWaits(steps: readonly Step[]): Wait[] {
  const scan = new WaitScan();
  steps.forEach(({ actor, events }, step) => {
    for (const event of events) scan.follow(event, step, actor);
  });
  let reach = 0;
  for (const wait of scan.waits) {
    reach = Math.max(reach, wait.end ?? Number.POSITIVE_INFINITY);
    wait.reach = reach;
  }
  return scan.waits;
}

function lockKey(lock: LockRef): string {
  return lock.kind === 'text_mutex' ? lock.kind : `${lock.kind} ${lock.mapIdx}`;
}

class WaitScan {
  readonly waits: OpenWait[] = [];
  private open: OpenWait[] = [];
  private readonly holders = new Map<string, number>();
  private readonly handlers = new Set<number>();

  follow(event: MachineEvent, step: number, actor: number): void {
    const begin = (kind: WaitKind, key: string | number, on: readonly number[], more = {}) =>
      this.begin({ kind, key: `${key}`, step, actor, about: `${key}`, ...more }, on);
    switch (event.kind) {
      case 'sync':
        return begin('ipi', event.ordinal, event.waits);
      case 'ipi':
        return this.answer(
          step,
          actor,
          (wait) => wait.kind === 'ipi' && wait.key === `${event.ordinal}`,
        );
      case 'rcu-begin': {
        const sleeps = event.purpose === 'wait';
        return begin('rcu', event.ordinal, event.readers, {
          sleeps,
          isTrace: event.flavour === 'tasks-trace',
        });
      }
      case 'run-end':
        return this.answer(step, actor, (wait) => wait.kind === 'rcu');
      case 'preempt':
        if (event.flavour === 'rcu') return;
        return this.answer(step, actor, (wait) => wait.kind === 'rcu' && !wait.isTrace);
      case 'lock':
        this.holders.set(lockKey(event.lock), actor);
        return;
      case 'lock-wait': {
        const holder = this.holders.get(lockKey(event.lock));
        const on = holder === undefined ? [] : [holder];
        return begin('lock', lockKey(event.lock), on, { about: event.lock.kind });
      }
      case 'unlock':
        return this.answer(step, actor, (wait) => wait.key === lockKey(event.lock));
      case 'int3-claim':
        this.handlers.add(actor);
        return;
      case 'int3-emulate':
        this.handlers.delete(actor);
        return this.answer(step, actor, (wait) => wait.kind === 'handler');
      case 'retire':
        return begin('handler', 'handler', [...this.handlers]);
      default:
    }
  }

  private begin(
    wait: Omit<OpenWait, 'answers' | 'end' | 'reach' | 'sleeps' | 'isTrace'> & {
      readonly sleeps?: boolean;
      readonly isTrace?: boolean;
    },
    on: readonly number[],
  ): void {
    if (on.length === 0) return;
    const answers = on.map((actor) => ({ actor, step: null }));
    const begun = { sleeps: true, isTrace: false, ...wait, answers, end: null, reach: 0 };
    this.waits.push(begun);
    this.open.push(begun);
  }

  private answer(step: number, actor: number, concerns: (wait: OpenWait) => boolean): void {
    if (this.open.length === 0) return;
    for (const wait of this.open.filter(concerns)) {
      const answer = wait.answers.find((each) => each.actor === actor && each.step === null);
      if (answer) answer.step = step;
      if (wait.answers.every((each) => each.step !== null)) wait.end = step;
    }
    this.open = this.open.filter(({ end }) => end === null);
  }
}

const byStep = bisector((wait: Wait) => wait.step);

/** Those of `waits` that `concerns` picks among the ones begun by step `last` and not over before `first`. */
function openBetween(
  waits: readonly Wait[],
  [first, last]: readonly [number, number],
  concerns: (wait: Wait) => boolean,
): Wait[] {
  const found: Wait[] = [];
  for (let nth = byStep.right(waits, last) - 1; nth >= 0; nth--) {
    const wait = waits[nth];
    if (!wait || wait.reach < first) break;
    if ((wait.end ?? first) >= first && concerns(wait)) found.push(wait);
  }
  return found.reverse();
}

/** Waits that step `step` began or answered. */
export function waitsOfStep(waits: readonly Wait[], step: number): Wait[] {
  const isPart = (wait: Wait) =>
    wait.step === step || wait.answers.some((answer) => answer.step === step);
  return openBetween(waits, [step, step], isPart);
}

/** Waits under way when `cursor` steps are done, or ended by the last of them. */
export function waitsAt(waits: readonly Wait[], cursor: number): Wait[] {
  return openBetween(waits, [cursor - 1, cursor - 1], () => true);
}

/** Waits to be drawn: those under way or just over, and as `lit` those of `steps`, which are looked at. */
export function shownWaits(
  waits: readonly Wait[],
  cursor: number,
  steps: readonly number[],
): {
  readonly waits: readonly Wait[];
  readonly underWay: readonly Wait[];
  readonly lit: ReadonlySet<Wait>;
} {
  const lit = new Set(steps.flatMap((step) => waitsOfStep(waits, step)));
  const underWay = waitsAt(waits, cursor);
  return { waits: [...new Set([...lit, ...underWay])], underWay, lit };
}
