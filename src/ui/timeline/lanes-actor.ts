// A lane per actor: its system calls or runs as blocks, its steps as small marks beneath, and how it
// passes the time between them.

import type { MachineEvent } from '../../core/machine/index.ts';
import { letterOf } from '../shared/cpu-letters.ts';
import { errnoName } from '../shared/lab-names.ts';
import { BandRun } from './band-run.ts';
import { type Band, BLANK_LANE, type Lane, type LaneInput, type Mark } from './lane-model.ts';
import { restStrips } from './lane-rests.ts';
import { stepMark } from './step-marks.ts';

const SET_UP = 'set-up';
const SET_UP_HINT = 'What happened before the CPUs began: programs loaded, slots filled';
const ACTOR_HINT = 'System calls and runs of programs; below, a mark for each step';
/** In place of an actor for the lane before time zero. */
const NOBODY = -1;

interface Draft {
  readonly run: BandRun;
  readonly marks: Mark[];
  readonly actor: number;
  /** Interrupts off: from a trap to the return from it. */
  readonly traps: BandRun;
  /** Program of the run under way. */
  running: string | null;
}

export function actorLanes(input: LaneInput): Lane[] {
  const { result, names, steps, stepCount } = input;
  const zero = result.timeline?.zero ?? 0;
  const drafts = new Map<number, Draft>();
  steps.forEach((step, nth) => {
    // Before time zero there is one thread; its actors share a lane.
    const actor = nth < zero ? NOBODY : step.actor;
    const known = drafts.get(actor);
    const draft = known ?? newDraft(actor);
    if (!known) drafts.set(actor, draft);
    for (const event of step.events) follow(draft, event, nth, names);
    draft.marks.push({ step: nth, row: 0, ...stepMark(step, names) });
  });
  const lanes = [...drafts.values()].map(({ run, marks, actor, traps }): Lane => {
    run.close(stepCount);
    traps.close(stepCount);
    const isSetUp = actor === NOBODY;
    const label = isSetUp ? SET_UP : names.actor(actor);
    return {
      ...BLANK_LANE,
      id: `actor-${label}`,
      kind: 'actor',
      label,
      actor: isSetUp ? null : actor,
      cpu: isSetUp ? null : letterOf(result, actor),
      hint: isSetUp ? SET_UP_HINT : ACTOR_HINT,
      selection: isSetUp ? null : { kind: 'cpu', actor },
      bands: run.bands,
      marks,
      strips: isSetUp
        ? []
        : restStrips(input, actor, { ops: run.bands, marks, traps: traps.bands }),
    };
  });
  return lanes.sort((a, b) => rank(a) - rank(b));
}

/** Set-up, then the CPUs in the order of their letters, then the worker. */
function rank({ cpu, label }: Lane): number {
  if (label === SET_UP) return -1;
  return cpu ? cpu.letter.charCodeAt(0) : 1000;
}

function newDraft(actor: number): Draft {
  return { run: new BandRun(), marks: [], actor, traps: new BandRun(), running: null };
}

function follow(draft: Draft, event: MachineEvent, step: number, names: LaneInput['names']): void {
  const { run } = draft;
  const opened = openingLabel(event, names);
  if (opened) run.set(step, { tone: 'op', label: opened });
  switch (event.kind) {
    case 'op-end':
      return closeOp(draft, step + 1, event.errno);
    case 'work-end':
      return closeOp(draft, step + 1, 0);
    case 'bug':
    case 'halt':
      return run.set(step, { tone: 'bug', label: event.message });
    default:
      return followRun(draft, event, step, names);
  }
}

function followRun(
  draft: Draft,
  event: MachineEvent,
  step: number,
  names: LaneInput['names'],
): void {
  const { run, traps } = draft;
  switch (event.kind) {
    case 'run-begin':
      draft.running = names.prog(event.progIdx);
      run.set(step, { tone: 'run', label: draft.running });
      break;
    case 'run-end':
      run.close(step + 1);
      relabel(run, { label: `${draft.running ?? 'run'} returns ${event.retval}` });
      draft.running = null;
      break;
    case 'int3':
      traps.set(step, { tone: 'trap', label: 'IF off' });
      break;
    case 'int3-emulate':
      traps.close(step + 1);
      break;
    case 'verdict':
      if (!event.stops) break;
      run.close(step + 1);
      run.set(step + 1, { tone: 'stopped', label: 'stopped' });
      break;
    default:
  }
}

function openingLabel(event: MachineEvent, names: LaneInput['names']): string | null {
  if (event.kind === 'op-begin') return names.op(event.op);
  if (event.kind !== 'work-begin') return null;
  return event.work.kind === 'free'
    ? `free ${names.prog(event.work.progIdx)}`
    : `${event.work.kind === 'clear' ? 'clear' : 'deferred:'} ${names.progArray(event.work.mapIdx)}`;
}

function relabel(run: BandRun, look: Partial<Band>): void {
  const last = run.bands.at(-1);
  if (last) run.bands[run.bands.length - 1] = { ...last, ...look };
}

/** Ends the block; one that failed says so. */
function closeOp({ run }: Draft, end: number, errno: number): void {
  run.close(end);
  const last = run.bands.at(-1);
  if (errno === 0 || !last) return;
  relabel(run, { tone: 'op-failed', label: `${last.label}: ${errnoName(errno)}` });
}
