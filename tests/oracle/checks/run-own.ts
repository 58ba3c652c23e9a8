// A case on our machine: our own bytes, updated by the machine's system calls, run on its CPU.

import type { RunLayout } from '../../../src/core/kernel/index.ts';
import type { Env } from '../../../src/core/machine/env/env.ts';
import {
  actionActor,
  actions,
  advance,
  createMachine,
  initialState,
  type Machine,
  type MachineEvent,
  type MachineInput,
  type MachineOp,
} from '../../../src/core/machine/index.ts';
import type { Boot, GoldenCase, GoldenOp } from '../golden.ts';
import type { CaseLoads } from './case-loads.ts';
import { isMachineOp, machineInput, type RewrittenBy } from './machine-input.ts';
import {
  type Bytes,
  type CaseRunner,
  DONE,
  type Outcome,
  placedMaps,
  progStructAddr,
  symbolsOf,
} from './run-case.ts';

const REWRITTEN_BY: Readonly<Record<Exclude<Bytes, 'kernel'>, RewrittenBy>> = {
  ours: 'kernel',
  source: 'us',
  blinded: 'blinded',
  unprivileged: 'unprivileged',
  interpreted: 'interpreted',
};

/**
 * A move is at most 10,000 insns. The longest case, may_goto in its 8 million rounds, takes a few thousand moves;
 * a program of which a verifier took a live branch for dead may run for ever.
 */
const MOVES_MAX = 10_000;

interface OwnRunnerOptions {
  readonly loads: CaseLoads;
  readonly from: Exclude<Bytes, 'kernel'>;
  /** Moves of the machine after which an operation counts as endless. */
  readonly movesMax?: number;
}

/** Says in words why a case cannot be had. */
export function ownRunner(
  golden: GoldenCase,
  boot: Boot,
  layout: RunLayout,
  { loads, from, movesMax = MOVES_MAX }: OwnRunnerOptions,
): CaseRunner | string {
  const input = machineInput(golden, boot, loads, REWRITTEN_BY[from]);
  if (typeof input === 'string') return input;
  const memory = {
    maps: placedMaps(golden, layout),
    progs: loads.loads.map((_, loadIdx) => progStructAddr(loadIdx)),
    symbols: symbolsOf(boot),
  };
  const ops = withRuns(golden, input, loads);
  const machine = createMachine({ ...input, memory, actors: [{ name: 'guest', cpu: 0, ops }] });
  const env = machine.runtime?.env;
  return env === undefined ? 'the machine runs nothing' : new OwnRunner(machine, env, movesMax);
}

/** The machine's own operations, with the runs back in their places. */
function withRuns(golden: GoldenCase, input: MachineInput, loads: CaseLoads): MachineOp[] {
  const others = input.actors.flatMap((actor) => actor.ops).values();
  return golden.ops.flatMap((op, opIdx): MachineOp[] => {
    if (op.op === 'run') {
      const progIdx = loads.loadAt(opIdx, op.p);
      const run = { kind: 'run' as const, progIdx, times: 1, len: op.len ?? null };
      return [{ op: run, source: null }];
    }
    if (!isMachineOp(op)) return [];
    const { value } = others.next();
    return value ? [value] : [];
  });
}

/** A loop that calls this goes on as long as the clock says. */
const LOOKS_AT_CLOCK = 'arch_bpf_timed_may_goto';

class OwnRunner implements CaseRunner {
  readonly env: Env;
  readonly words: Int32Array;
  private readonly machine: Machine;
  private readonly movesMax: number;

  constructor(machine: Machine, env: Env, movesMax: number) {
    this.machine = machine;
    this.env = env;
    this.movesMax = movesMax;
    this.words = initialState(machine);
  }

  apply(op: GoldenOp): Outcome {
    if (op.op !== 'run' && !isMachineOp(op)) return DONE;
    const events = this.wholeOp();
    if (events === null) return { kind: 'failed', reason: `no end in ${this.movesMax} moves` };
    const wrong = events.find(isWrong);
    if (wrong) return { kind: 'failed', reason: JSON.stringify(wrong, bigintAsHex) };
    const end = events.find((event) => event.kind === 'op-end');
    if (end?.kind !== 'op-end') return { kind: 'failed', reason: 'the machine stopped' };
    if (op.op !== 'run') return DONE;
    if (end.errno !== 0) return { kind: 'refused', errno: end.errno };
    const run = events.find((event) => event.kind === 'run-end');
    if (run?.kind !== 'run-end') return { kind: 'failed', reason: 'no run has ended' };
    const timed = events.some((each) => each.kind === 'helper' && each.name === LOOKS_AT_CLOCK);
    return { kind: 'returned', retval: run.retval, timed };
  }

  /** The next op to its end, and the work that it leaves; null if it goes on and on. */
  private wholeOp(): MachineEvent[] | null {
    const events: MachineEvent[] = [];
    let ended = false;
    for (let moves = 0; moves < this.movesMax; moves++) {
      const enabled = actions(this.machine, this.words);
      const action = ended ? enabled.find((each) => actionActor(each) !== 0) : enabled[0];
      if (action === undefined) return events;
      const step = advance(this.machine, this.words, action);
      for (const event of step.events) {
        if (event.kind === 'op-end') ended = true;
        // Blocks are many and say nothing here.
        if (event.kind !== 'block') events.push(event);
      }
    }
    return null;
  }
}

/** Programs may exceed 33 tail calls where a kernel does not share the counter; all else is wrong. */
function isWrong(event: MachineEvent): boolean {
  switch (event.kind) {
    case 'verdict':
      return event.verdict !== 'too-many-tail-calls';
    case 'helper':
      return !event.modelled;
    default:
      return event.kind === 'bug' || event.kind === 'halt';
  }
}

function bigintAsHex(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}
