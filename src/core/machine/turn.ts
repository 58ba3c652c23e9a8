// One actor's turn: the state it may write, the events it leaves, the place it has reached.

import { at, type Span } from '../base/index.ts';
import type { Protocol } from '../protocol/index.ts';
import type { LockRef, MachineEvent, ProgState, ProtocolPlace, SiteRef } from './event.ts';
import type { Machine } from './model.ts';
import type { Frame, State } from './state.ts';

export class Turn {
  readonly machine: Machine;
  readonly state: State;
  readonly actor: number;
  readonly frame: Frame;
  readonly events: MachineEvent[] = [];
  source: Span | null = null;
  place: ProtocolPlace | null = null;

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

  /** Takes a lock. One that is held already would block for ever, as actors run one by one. */
  lock(lock: LockRef): void {
    const mapIdx = lock.kind === 'poke_mutex' ? lock.mapIdx : null;
    const holder = this.state.holder(mapIdx);
    if (holder !== null) {
      this.bug(`deadlock: ${lock.kind} is held already`);
      return;
    }
    this.state.setHolder(mapIdx, this.actor);
    this.emit({ kind: 'lock', lock });
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

  /** Drops one reference (bpf_prog_put); the last one queues the program for freeing. */
  putProg(progIdx: number): void {
    const refs = this.state.progWord(progIdx, 'refs') - 1;
    this.state.setProgWord(progIdx, 'refs', refs);
    if (refs > 0) return;
    this.setProg(progIdx, 'unloaded');
    this.state.queueWork('free', progIdx);
  }

  getProg(progIdx: number): void {
    this.state.setProgWord(progIdx, 'refs', this.state.progWord(progIdx, 'refs') + 1);
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
