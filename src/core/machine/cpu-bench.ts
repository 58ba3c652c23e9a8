// One CPU on the bench: its words and shared memory are put into a state, one step is made, and the
// words are taken out again. What stands around it is time zero with every image in memory.

import { assert, at } from '../base/index.ts';
import type { CpuInput, SiteBytes } from './cpu-inputs.ts';
import type { CpuNode } from './cpu-node.ts';
import { CpuTurn } from './cpu-turn.ts';
import { CpuWords } from './cpu-words.ts';
import type { VerdictKind } from './event.ts';
import { type FiveBytes, packFive } from './five-bytes.ts';
import { FLUX_ENTRIES, fluxSize } from './flux.ts';
import { CPU } from './layout.ts';
import type { Machine } from './model.ts';
import { beginRun, preempt, stepRun } from './run.ts';
import { takeIpi } from './serialise.ts';
import { type MachineState, State } from './state.ts';
import { Turn } from './turn.ts';
import { insnBytes } from './value.ts';

const INT3 = packFive([0xcc, 0, 0, 0, 0]);
/** Neither nop nor jmp nor int3. */
const TORN = packFive([0x0f, 0, 0, 0, 0]);

/** What reads no text. */
const TEXTLESS: readonly CpuInput['kind'][] = ['ipi', 'preempt', 'claim'];

/** What a step came to. */
export interface Outcome {
  readonly cpu: Int32Array;
  readonly memory: Int32Array;
  readonly verdicts: readonly VerdictKind[];
  readonly retval: number | null;
  /** Programs whose text was executed or is next, in that order. */
  readonly programs: readonly number[];
}

/** A stretch of words. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

export class CpuBench {
  readonly machine: Machine;
  readonly actor: number;
  readonly zeroCpu: Int32Array;
  readonly zeroMemory: Int32Array;
  private readonly zero: MachineState;
  private readonly cpuIdx: number;
  private readonly own: readonly Stretch[];
  private readonly shared: readonly Stretch[];

  constructor(machine: Machine, zero: MachineState, actor: number) {
    this.machine = machine;
    this.actor = actor;
    this.cpuIdx = at(machine.cpuIdxOf, actor);
    this.own = ownStretches(machine, this.cpuIdx);
    this.shared = sharedStretches(machine);
    this.zero = benchState(machine, zero);
    this.zeroCpu = this.takeCpu(this.zero);
    this.zeroMemory = take(this.zero, this.shared);
  }

  /** What can be said about a CPU with these words. */
  nodeOf(cpu: Int32Array): CpuNode {
    const words = this.stateWith(cpu, this.zeroMemory);
    const view = new CpuWords(words, at(this.machine.layout.cpus, this.cpuIdx));
    const { mode, pending } = view;
    return {
      mode,
      pending,
      siteId: mode === 'idle' ? -1 : view.get('site') - 1,
      progIdx: view.get('prog') - 1,
      slot: pending === 'slot' ? this.slotAhead(words) : null,
    };
  }

  /** One step of the CPU under `input`, all programs being in memory but `missing`. */
  run(cpu: Int32Array, memory: Int32Array, input: CpuInput, missing: number | null): Outcome {
    const words = this.stateWith(cpu, memory);
    const turn = new Turn(this.machine, new State(this.machine.layout, words), this.actor);
    const programs = new Set<number>();
    const it = new CpuTurn(turn);
    const note = (progIdx: number | undefined): void => {
      if (progIdx !== undefined) programs.add(progIdx);
    };
    if (it.cpu.mode === 'running') note(it.place()?.progIdx);
    if (missing !== null) turn.state.setProgWord(missing, 'image', 0);
    turn.onInsn = (place) => note(place?.progIdx);
    this.step(turn, it.cpu, input);
    if (it.cpu.mode === 'running') note(it.place()?.progIdx);
    const verdicts: VerdictKind[] = [];
    let retval: number | null = null;
    for (const event of turn.events) {
      if (event.kind === 'verdict') verdicts.push(event.verdict);
      if (event.kind === 'run-end') retval = event.retval;
    }
    const isText = !TEXTLESS.includes(input.kind) && retval === null;
    return {
      cpu: this.takeCpu(words),
      memory: take(words, this.shared),
      verdicts,
      retval,
      programs: isText ? [...programs] : [],
    };
  }

  private step(turn: Turn, cpu: CpuWords, input: CpuInput): void {
    const { state } = turn;
    switch (input.kind) {
      case 'begin': {
        const { op } = at(at(this.machine.input.actors, this.actor).ops, input.opIdx);
        assert(op.kind === 'run', 'only a run begins a run');
        return beginRun(turn, op);
      }
      case 'ipi':
        return takeIpi(turn);
      case 'preempt':
        return preempt(turn);
      case 'fetch':
        state.setSite(this.siteOf(cpu), this.bytesAt(turn, cpu, input.bytes));
        break;
      case 'emulate':
        state.claimDescriptor();
        state.publish(cpu.get('site') - 1, this.bytesAt(turn, cpu, input.bytes));
        break;
      case 'claim':
        if (input.found) state.publish(cpu.get('site') - 1, INT3);
        break;
      case 'slot': {
        const slot = this.slotAhead(state.words);
        if (slot) state.setSlot(slot.mapIdx, slot.slot, input.value);
        break;
      }
      case 'go':
        break;
    }
    stepRun(turn, 0);
  }

  private siteOf(cpu: CpuWords) {
    return this.machine.siteOf(cpu.get('site') - 1);
  }

  private bytesAt(turn: Turn, cpu: CpuWords, bytes: SiteBytes): FiveBytes {
    if (bytes === 'int3') return INT3;
    if (bytes === 'torn') return TORN;
    const { progIdx, pokeIdx, which } = this.siteOf(cpu);
    // insnBytes asks for the site of the poke under way.
    turn.frame.set('progIdx', progIdx);
    turn.frame.set('pokeIdx', pokeIdx);
    turn.frame.set('which', which === 'target' ? 0 : 1);
    return insnBytes(turn, bytes) ?? TORN;
  }

  /** Which slot the load ahead is of: found by making it. */
  private slotAhead(words: MachineState): CpuNode['slot'] {
    const turn = new Turn(this.machine, new State(this.machine.layout, words.slice()), this.actor);
    stepRun(turn, 0);
    for (const event of turn.events) {
      if (event.kind !== 'slot-read') continue;
      const slot = turn.state.slotOf(event.mapIdx, event.key);
      if (slot >= 0) return { mapIdx: event.mapIdx, slot };
    }
    return null;
  }

  private stateWith(cpu: Int32Array, memory: Int32Array): MachineState {
    const words = this.zero.slice();
    put(words, this.own, cpu);
    put(words, this.shared, memory);
    return words;
  }

  /** The CPU's words, without those that no instruction depends on: they are kept beside the graph. */
  private takeCpu(words: MachineState): Int32Array {
    const base = at(this.machine.layout.cpus, this.cpuIdx);
    const copy = words.slice();
    for (const word of [CPU.ordinal, CPU.preempted, CPU.retval, CPU.runs]) copy[base + word] = 0;
    return take(copy, this.own);
  }
}

/** Time zero with every image in memory, no store unseen and no run counted. */
function benchState(machine: Machine, zero: MachineState): MachineState {
  const words = zero.slice();
  const state = new State(machine.layout, words);
  machine.input.progs.forEach(({ jit }, progIdx) => {
    if (jit) state.setProgWord(progIdx, 'image', 1);
  });
  words.fill(
    0,
    machine.layout.flux,
    machine.layout.flux + FLUX_ENTRIES * fluxSize(machine.actorOf.length),
  );
  return words;
}

function ownStretches(machine: Machine, cpuIdx: number): Stretch[] {
  const base = at(machine.layout.cpus, cpuIdx);
  return [{ from: base, to: base + CPU.size }, ...memoryStretches(machine, cpuIdx)];
}

/** Memory that belongs to one CPU. */
function memoryStretches(machine: Machine, cpuIdx: number): Stretch[] {
  const own = machine.runtime?.env.ownWords(cpuIdx) ?? [];
  return own.map(({ first, end }) => ({ from: first, to: end }));
}

/** All memory that belongs to no CPU: what is behind the last CPU's words. */
function sharedStretches(machine: Machine): Stretch[] {
  const last = at(machine.layout.cpus, machine.layout.cpus.length - 1);
  const owned = machine.actorOf
    .flatMap((_, cpuIdx) => memoryStretches(machine, cpuIdx))
    .sort((a, b) => a.from - b.from);
  const free: Stretch[] = [];
  let from = last + CPU.size;
  for (const stretch of owned) {
    if (stretch.from > from) free.push({ from, to: stretch.from });
    from = stretch.to;
  }
  free.push({ from, to: machine.stateSize });
  return free;
}

function take(words: Int32Array, stretches: readonly Stretch[]): Int32Array {
  const taken = new Int32Array(stretches.reduce((sum, { from, to }) => sum + to - from, 0));
  let next = 0;
  for (const { from, to } of stretches) {
    taken.set(words.subarray(from, to), next);
    next += to - from;
  }
  return taken;
}

function put(words: Int32Array, stretches: readonly Stretch[], taken: Int32Array): void {
  let next = 0;
  for (const { from, to } of stretches) {
    words.set(taken.subarray(next, next + to - from), from);
    next += to - from;
  }
}
