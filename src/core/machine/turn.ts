// One actor's turn: the state it may write, the events it leaves, the place it has reached.

import { at } from '../base/index.ts';
import type { Protocol } from '../protocol/index.ts';
import type {
  CodePlace,
  LockRef,
  MachineEvent,
  ProgState,
  ProtocolPlace,
  SiteRef,
  SlotValue,
} from './event.ts';
import { FRAME } from './layout.ts';
import type { Machine } from './model.ts';
import { actorsIn, readersOf } from './readers.ts';
import { type Frame, type State, slotValue } from './state.ts';

export class Turn {
  readonly machine: Machine;
  readonly state: State;
  readonly actor: number;
  readonly frame: Frame;
  readonly events: MachineEvent[] = [];
  place: ProtocolPlace | null = null;
  /** Told the place of each instruction of a block, in order; null unless somebody asks. */
  onInsn: ((place: CodePlace | null) => void) | null = null;

  constructor(machine: Machine, state: State, actor: number) {
    this.machine = machine;
    this.state = state;
    this.actor = actor;
    this.frame = state.frame(actor);
  }

  emit(event: MachineEvent): void {
    this.events.push(event);
  }

  /** Notes which statement this turn runs. */
  at(protocol: Protocol, pc: number): void {
    const { line, span } = at(protocol.code, pc);
    this.place = { role: protocol.role, name: protocol.name, line, span };
  }

  /**
   * Takes a lock. False when it is held: the actor then sleeps until it is free and makes the same
   * step again, so nothing may have changed before.
   */
  lock(lock: LockRef): boolean {
    const mapIdx = lock.kind === 'poke_mutex' ? lock.mapIdx : null;
    if (this.state.holder(mapIdx) !== null) {
      this.frame.set('sleepsOn', mapIdx === null ? 1 : 2 + mapIdx);
      this.emit({ kind: 'lock-wait', lock });
      return false;
    }
    this.state.setHolder(mapIdx, this.actor);
    this.emit({ kind: 'lock', lock });
    return true;
  }

  unlock(lock: LockRef): void {
    const mapIdx = lock.kind === 'poke_mutex' ? lock.mapIdx : null;
    if (this.state.holder(mapIdx) !== this.actor) {
      this.bug(`${lock.kind} is unlocked but not held`);
      return;
    }
    this.state.setHolder(mapIdx, null);
    this.emit({ kind: 'unlock', lock });
  }

  /** BUG(): the machine stops here. */
  bug(message: string): void {
    this.state.halt();
    this.emit({ kind: 'bug', message });
  }

  /** Stops the machine at something that is not modelled. */
  halt(message: string): void {
    this.state.halt();
    this.emit({ kind: 'halt', message: `not modelled: ${message}` });
  }

  setProg(progIdx: number, state: ProgState): void {
    this.state.setProgState(progIdx, state);
    this.emit({ kind: 'prog', progIdx, state });
  }

  /**
   * Drops one reference (bpf_prog_put); with the last one the program's memory is freed after a
   * grace period (call_rcu, or call_rcu_tasks_trace for a sleepable program).
   */
  putProg(progIdx: number): void {
    const refs = this.state.progWord(progIdx, 'refs') - 1;
    this.state.setProgWord(progIdx, 'refs', refs);
    if (refs > 0) return;
    this.setProg(progIdx, 'unloaded');
    const flavour = this.machine.flavourOf(progIdx);
    const readers = readersOf(this.machine, this.state, flavour);
    const gracePeriod = this.state.nextGracePeriod();
    this.state.queueWork({ kind: 'free', idx: progIdx, gracePeriod, readers, flavour });
    this.emit({
      kind: 'rcu-begin',
      flavour,
      purpose: 'callback',
      ordinal: gracePeriod,
      readers: actorsIn(readers),
      progIdx,
    });
  }

  getProg(progIdx: number): void {
    this.state.setProgWord(progIdx, 'refs', this.state.progWord(progIdx, 'refs') + 1);
  }

  /** Leaves nothing of a finished op in the frame, so that equal machines are equal words. */
  forgetWork(): void {
    this.frame.clear(FRAME.phase, this.machine.frameSize);
  }

  /** Program in a slot, by the slot's position. */
  slotValue(mapIdx: number, slot: number): SlotValue {
    return slotValue(this.state.slot(mapIdx, slot));
  }

  /** Site of the poke under way. */
  site(): SiteRef {
    return {
      progIdx: this.frame.get('progIdx'),
      pokeIdx: this.frame.get('pokeIdx'),
      which: this.frame.get('which') === 0 ? 'target' : 'bypass',
    };
  }
}
