// The state of each CPU at one moment, read only when a card asks for it: a state costs up to 64 steps.

import type { CpuState, CpuView, MachineView, Session } from '../../core/machine/index.ts';

/** A CPU now, and before it moved last; `before` is null where the last step was not its own. */
export interface CpuMoment {
  readonly state: CpuState | null;
  readonly before: CpuState | null;
}

/** Reads the moment once. Two looks of one CPU are the same object as long as nothing about it changes. */
export type CpuLook = () => CpuMoment;

export interface LookInput {
  readonly session: Session;
  readonly view: MachineView;
  /** x86 instructions done inside the step that follows. */
  readonly inside: number;
}

interface Known {
  readonly cpu: CpuView | undefined;
  readonly session: Session;
  readonly cursor: number;
  readonly inside: number;
  readonly isMover: boolean;
  readonly look: CpuLook;
}

/** True if nothing about the CPU, and no mark of a change, differs. */
function isSame(was: Known, is: Omit<Known, 'look'>): boolean {
  if (was.session !== is.session) return false;
  if (was.cursor === is.cursor && was.inside === is.inside) return true;
  return was.cpu === is.cpu && !was.isMover && !is.isMover;
}

/** Actor whose registers the last instruction or step changed; -1 at the beginning. */
function moverOf({ session, view, inside }: LookInput): number {
  return session.steps[inside > 0 ? view.cursor : view.cursor - 1]?.actor ?? -1;
}

function readMoment({ session, view, inside }: LookInput, actor: number, isMover: boolean) {
  const { cursor } = view;
  // The earlier state first: the later one is then a single step away.
  const before = !isMover
    ? null
    : inside > 0
      ? session.cpuAt(cursor, actor, inside - 1)
      : session.cpuAt(cursor - 1, actor);
  const state = session.cpuAt(cursor, actor, isMover ? inside : 0);
  return { state, before };
}

function lazy<T>(read: () => T): () => T {
  let value: { readonly done: T } | null = null;
  return () => {
    value ??= { done: read() };
    return value.done;
  };
}

/** Looks at CPUs from render to render; one for each pane. */
export function createLooks(): (input: LookInput, actor: number) => CpuLook {
  const known = new Map<number, Known>();
  return (input, actor) => {
    const { session, view, inside } = input;
    const isMover = moverOf(input) === actor;
    const now = { cpu: view.cpus[actor], session, cursor: view.cursor, inside, isMover };
    const last = known.get(actor);
    if (last && isSame(last, now)) return last.look;
    const look = lazy(() => readMoment(input, actor, isMover));
    known.set(actor, { ...now, look });
    return look;
  };
}
