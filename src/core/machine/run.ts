// A program run on a CPU: entry, blocks of instructions, fetches at poke sites, int3, return.
// Authority: Linux 6.1 bpf_prog_run and bpf_test_run (rcu_read_lock around the program), poke_int3_handler.

import { assert, at } from '../base/index.ts';
import { type JitProg, siteOff } from '../jit/index.ts';
import { MAX_BLOCK, runBlock } from './block.ts';
import { CpuTurn } from './cpu-turn.ts';
import type { CodePlace, OpRef, SiteRef } from './event.ts';
import { decodeSite, fetchChoices } from './fetch.ts';
import type { FiveBytes } from './five-bytes.ts';
import { enterFrame } from './interpreter/registers.ts';
import { pushTrapFrame } from './trap-frame.ts';
import type { Turn } from './turn.ts';

type RunOp = Extract<OpRef, { kind: 'run' }>;

/** Begins a run: the CPU enters the program, and its RCU section begins. `limit` as in `stepRun`. */
export function beginRun(turn: Turn, op: RunOp, limit = MAX_BLOCK): void {
  const it = new CpuTurn(turn);
  const { cpu } = it;
  const { jit } = at(turn.machine.input.progs, op.progIdx);
  const ordinal = turn.state.progWord(op.progIdx, 'runs') + 1;
  turn.state.setProgWord(op.progIdx, 'runs', ordinal);
  cpu.reset();
  const entry = jit?.funcs[0]?.addr ?? 0n;
  const { env } = it.runtime;
  const { progIdx, len } = op;
  env.beginRun(turn.state.words, it.cpuIdx, cpu.base, { progIdx, len, entry });
  callInterpreter(it, jit);
  cpu.set('prog', op.progIdx + 1);
  cpu.set('ordinal', ordinal);
  cpu.mode = 'running';
  turn.emit({
    kind: 'run-begin',
    progIdx: op.progIdx,
    ordinal,
    flavour: turn.machine.flavourOf(op.progIdx),
  });
  finishStep(it, it.place(), false, 0, limit);
}

/** bpf_func is an interpreter where there is no image: it builds its frame before it reads an insn. */
function callInterpreter({ runtime, turn }: CpuTurn, jit: JitProg | null): void {
  const main = jit?.funcs[0];
  if (main?.code !== 'bpf') return;
  runtime.memoryFor(turn.state.words, turn.actor).stopsAtShared = false;
  const entered = enterFrame(runtime.cpuFor(turn.state.words, turn.actor), main.frame.stackSize);
  assert(entered, 'the stack of a run is long enough for a frame');
}

/** One further step of a run. `limit` bounds its instructions. True when the run has ended. */
export function stepRun(turn: Turn, variant: number, limit = MAX_BLOCK): boolean {
  const it = new CpuTurn(turn);
  const { cpu } = it;
  const from = it.place();
  switch (cpu.mode) {
    case 'trapped':
      claim(it);
      return false;
    case 'handler':
      emulate(it);
      if (it.cpu.mode === 'running') finishStep(it, it.place(), false, 0, limit);
      return false;
    case 'running':
      break;
    default:
      throw new Error('invariant broken: a CPU that is idle or stopped takes no step');
  }
  switch (cpu.pending) {
    case 'return':
      endRun(it);
      return true;
    case 'site': {
      if (!it.isInLoadedImage()) it.stop('freed-text');
      else fetch(it, variant);
      if (it.cpu.mode === 'running') finishStep(it, from, false, 1, limit);
      return false;
    }
    case 'slot':
    case 'value':
      touchShared(it, from, limit);
      return false;
    default:
      finishStep(it, from, cpu.pending === 'helper', 0, limit);
      return false;
  }
}

/** Runs on to the next visible action, and says how far that was. */
function finishStep(
  it: CpuTurn,
  from: CodePlace | null,
  first: boolean,
  done: number,
  limit: number,
): void {
  const insns = done + runBlock(it, first, limit - done);
  it.turn.emit({ kind: 'block', from, to: it.place(), insns, next: it.cpu.pending });
}

/** The access to shared memory that the CPU stands before, then what follows. */
function touchShared(it: CpuTurn, from: CodePlace | null, limit: number): void {
  const { turn } = it;
  const done = runBlock(it, true, 1);
  const { touched } = it.runtime.memoryFor(turn.state.words, turn.actor);
  const { mapIdx, key } = touched;
  if (it.cpu.mode !== 'running') return;
  if (touched.kind === 'map-slot') {
    const slot = turn.state.slotOf(mapIdx, key);
    const value = slot < 0 ? null : turn.slotValue(mapIdx, slot);
    turn.emit({ kind: 'slot-read', mapIdx, key, value });
  } else if (touched.kind === 'map-value') {
    turn.emit({ kind: 'value-access', mapIdx, key, access: touched.write ? 'store' : 'load' });
  }
  finishStep(it, from, false, done, limit);
}

/** The CPU decodes the bytes at the site before it: one of the choices that it has there. */
function fetch(it: CpuTurn, variant: number): void {
  const { turn, cpu, cpuIdx } = it;
  const { machine, state } = turn;
  const siteId = cpu.get('site') - 1;
  const site = machine.siteOf(siteId);
  const choices = fetchChoices(machine, state, cpuIdx, siteId);
  const choice = choices.find((other) => other.variant === variant) ?? at(choices, 0);
  const { effect, bytes } = decodeSite(machine, siteId, choice.bytes);
  turn.emit({
    kind: 'fetch',
    site,
    bytes,
    age: choice.age,
    choices: choices.length,
    effect,
  });
  machine.flux(state.words).fetched(siteId, cpuIdx, choice.age);
  turn.onInsn?.(it.place());
  switch (effect) {
    case 'torn':
      it.stop('torn-insn');
      return;
    case 'traps':
      trap(it, site);
      return;
    default:
      cpu.set('site', 0);
      passSite(it, site, choice.bytes);
  }
}

/** int3: interrupts go off, rip is behind the one byte. */
function trap(it: CpuTurn, site: SiteRef): void {
  const { turn, cpu } = it;
  it.jumpTo(turn.machine.siteAddr(site) + 1n);
  if (!pushTrapFrame(turn, cpu)) {
    it.stop('bad-memory');
    return;
  }
  cpu.mode = 'trapped';
  cpu.pending = 'handler';
  turn.emit({ kind: 'int3', site });
}

/** poke_int3_handler looks for the trap's address among what is published. */
function claim(it: CpuTurn): void {
  const { turn, cpu } = it;
  const siteId = cpu.get('site') - 1;
  if (turn.state.publishedSite !== siteId) {
    it.stop('unclaimed-int3');
    return;
  }
  turn.state.claimDescriptor();
  cpu.mode = 'handler';
  turn.emit({ kind: 'int3-claim', site: turn.machine.siteOf(siteId) });
}

/** The handler acts as the new instruction would, and returns from the trap, which serialises. */
function emulate(it: CpuTurn): void {
  const { turn, cpu, cpuIdx } = it;
  const siteId = cpu.get('site') - 1;
  const site = turn.machine.siteOf(siteId);
  const bytes = turn.state.publishedBytes;
  turn.state.releaseDescriptor();
  const decoded = decodeSite(turn.machine, siteId, bytes);
  turn.emit({ kind: 'int3-emulate', site, bytes: decoded.bytes });
  turn.machine.flux(turn.state.words).serialised(cpuIdx);
  cpu.mode = 'running';
  // Only where nothing keeps another text_poke from publishing its own site meanwhile.
  if (decoded.effect === 'torn') {
    it.stop('torn-insn');
    return;
  }
  cpu.set('site', 0);
  passSite(it, site, bytes);
}

/** rip goes where a nop or a jmp at the site leads; state A is noticed here. */
function passSite(it: CpuTurn, site: SiteRef, bytes: FiveBytes): void {
  const { turn, cpu } = it;
  const { machine } = turn;
  const { effect, next, nextLo, nextHi } = decodeSite(machine, machine.siteId(site), bytes);
  const from = sitePlace(turn, site);
  const descId = machine.descId(site.progIdx, site.pokeIdx);
  cpu.setRip(nextLo, nextHi);
  const isPast = next === machine.poke(site.progIdx, site.pokeIdx).bypassAddr;
  if (site.which === 'bypass') cpu.set('unwound', effect === 'falls-through' ? descId + 1 : 0);
  else if (effect === 'falls-through' || isPast) {
    // A jmp past the call is as good as a nop here: the frame is given back, and the function goes on.
    if (cpu.get('unwound') === descId + 1) it.judge('fell-through');
    cpu.set('unwound', 0);
  }
  if (effect !== 'jumps' || isPast) return;
  const callee = it.segment();
  if (callee) it.tailCall(from, callee.progIdx, 'direct');
}

function sitePlace(turn: Turn, site: SiteRef): CodePlace {
  const desc = turn.machine.poke(site.progIdx, site.pokeIdx);
  const byteOff = siteOff(desc, site.which);
  return { progIdx: site.progIdx, funcIdx: desc.funcIdx, byteOff };
}

/** Back in the kernel: the RCU section ends, and the caller's registers are looked at. */
function endRun(it: CpuTurn): void {
  const { turn, cpu, runtime } = it;
  const { words } = turn.state;
  const progIdx = cpu.get('prog') - 1;
  const ordinal = cpu.get('ordinal');
  const retval = runtime.env.retval(words, cpu.base);
  const registers = runtime.env.brokenRegisters(words, it.cpuIdx, cpu.base);
  if (registers.length > 0) it.judge('broken-registers', { registers });
  turn.emit({ kind: 'run-end', progIdx, ordinal, retval, tailCalls: cpu.get('tailCalls') });
  cpu.reset();
  runtime.env.endRun(words, it.cpuIdx);
  cpu.set('retval', retval | 0);
  cpu.set('runs', cpu.get('runs') + 1);
  turn.state.dropReader(turn.actor, false);
}

/**
 * The task leaves its CPU on the way out of an interrupt. A context switch serialises; it is a quiescent state for
 * RCU, unless the task holds rcu_read_lock(): then it stays a reader (rcu_note_context_switch).
 */
export function preempt(turn: Turn): void {
  const it = new CpuTurn(turn);
  const flavour = turn.machine.flavourOf(it.cpu.get('prog') - 1);
  turn.emit({ kind: 'preempt', flavour });
  if (!pushTrapFrame(turn, it.cpu)) {
    it.stop('bad-memory');
    return;
  }
  it.cpu.set('preempted', 1);
  turn.machine.flux(turn.state.words).serialised(it.cpuIdx);
  if (flavour === 'tasks-trace') turn.state.dropReader(turn.actor, true);
}

export function resume(turn: Turn): void {
  new CpuTurn(turn).cpu.set('preempted', 0);
  turn.emit({ kind: 'resume' });
}
