// map_poke, statement by statement, as core/machine interprets it: statements that no other actor can see belong to the
// step of the next one that somebody can.
// Authority: core/machine/map-poke.ts.

import { at } from '../base/index.ts';
import { fault, guarded, source, value } from './expression.ts';
import type { Lab } from './lab.ts';
import { conditional, type MapCode, type Region, type Stmt } from './map-code.ts';
import { violated } from './properties.ts';
import { changeDone, lockStatement, SITE } from './statement.ts';
import { choose, place, step } from './text.ts';
import type { TextPokeWriter } from './text-poke.ts';

export class MapPokeWriter {
  private readonly lab: Lab;
  private readonly code: MapCode;
  private readonly textPoke: TextPokeWriter;

  constructor(lab: Lab, code: MapCode, textPoke: TextPokeWriter) {
    this.lab = lab;
    this.code = code;
    this.textPoke = textPoke;
  }

  /** Where the fixup of a load begins. */
  get fixupLabel(): string {
    return this.code.label(this.code.protocol.fixup ?? 0);
  }

  places(): string[] {
    const rests = new Set<string>(['map_0']);
    const waits: string[] = [];
    if (this.lab.hasLoads) rests.add(this.fixupLabel);
    this.code.protocol.code.forEach(({ stmt }, pc) => {
      if (this.code.regionOf(pc) === 'fix' && !this.lab.hasLoads) return;
      switch (stmt.kind) {
        case 'end-desc':
          rests.add(this.code.label(stmt.to));
          break;
        case 'return':
          rests.add(`map_${this.code.protocol.code.length}`);
          break;
        case 'wait':
          rests.add(this.code.behind(pc));
          waits.push(...this.waitPlace(pc));
          break;
        case 'lock':
          rests.add(this.code.label(pc)).add(this.code.behind(pc));
          break;
        case 'next-desc':
        case 'unlock':
        case 'read':
        case 'text-poke':
          rests.add(this.code.behind(pc));
          break;
        default:
          break;
      }
    });
    const pcOf = (label: string): number => Number(label.slice(label.indexOf('_') + 1));
    const places = [...rests]
      .sort((a, b) => pcOf(a) - pcOf(b) || (a < b ? 1 : -1))
      .flatMap((label) => {
        const region: Region = label.startsWith('fix') ? 'fix' : 'map';
        const pc = pcOf(label);
        const next = this.isEnd(pc, region) ? 'its end' : source(this.code.protocol, pc);
        const option = step('READY && AWAKE', ['moves();', ...this.mapFrom(pc, region)]);
        return place(label, `map_poke ${this.code.protocol.name}, before: ${next}`, [option]);
      });
    return [...places, ...waits];
  }

  private isEnd(pc: number, region: Region): boolean {
    return pc >= (region === 'map' ? this.code.protocol.mainEnd : this.code.protocol.code.length);
  }

  /** From statement `pc` on, up to the next one that somebody can see, with it. */
  private mapFrom(pc: number, region: Region): string[] {
    if (this.isEnd(pc, region)) return this.endOfMapPoke(region);
    const { stmt } = at(this.code.protocol.code, pc);
    const go = (to: number): string[] => this.mapFrom(to, region);
    switch (stmt.kind) {
      case 'jump':
        return go(stmt.to);
      case 'assign': {
        const set = `${this.code.local(stmt.localIdx)} = ${value(stmt.value, this.code.local)};`;
        return guarded([fault(stmt.value, this.code.local)], [set, ...go(pc + 1)]);
      }
      case 'branch':
      case 'bug':
        return conditional(stmt, this.code.local, {
          yes: () => (stmt.kind === 'bug' ? ['bug();', 'to = TO_over;'] : go(pc + 1)),
          no: () => go(stmt.kind === 'bug' ? pc + 1 : stmt.otherwise),
        });
      case 'text-poke':
        return this.enterTextPoke(stmt, pc);
      case 'next-desc':
        return this.nextDesc(stmt, pc);
      case 'end-desc':
        return this.unlessFixup(
          () => go(this.exitOf(stmt.to)),
          () => [`to = TO_${this.code.label(stmt.to)};`],
        );
      case 'return':
        return this.leave(stmt, region);
      case 'read':
        return this.read(stmt, pc);
      case 'wait':
        return this.beginWait(stmt, pc);
      case 'lock':
      case 'unlock':
        return lockStatement(stmt, this.code.label(pc), this.code.behind(pc));
      default:
        throw new Error(`invariant broken: ${stmt.kind} in a map_poke protocol`);
    }
  }

  private exitOf(head: number): number {
    const { stmt } = at(this.code.protocol.code, head);
    return stmt.kind === 'next-desc' ? stmt.exit : head + 1;
  }

  /** What a load does that runs the protocol itself as its fixup, and what a change of a slot does. */
  private unlessFixup(inFixup: () => string[], otherwise: () => string[]): string[] {
    if (!this.lab.hasLoads || this.code.protocol.fixup !== null) return otherwise();
    return choose([{ when: 'fixup', then: inFixup() }], otherwise());
  }

  private endOfMapPoke(region: Region): string[] {
    const stable = ['stable[desc] = true;', 'to = TO_fixup_unlock;'];
    if (region === 'fix') return stable;
    return this.unlessFixup(
      () => stable,
      () => (this.lab.takesPokeMutex ? ['to = TO_unlock_map;'] : changeDone(this.lab)),
    );
  }

  private leave(stmt: Stmt<'return'>, region: Region): string[] {
    const set = stmt.value ? [`outcome = ${value(stmt.value, this.code.local)};`] : [];
    const end = this.endOfMapPoke(region);
    const faults = stmt.value ? [fault(stmt.value, this.code.local)] : [];
    const isSilent = region === 'fix' ? 'true' : 'desc == NONE || fixup';
    const rest = [`to = TO_map_${this.code.protocol.code.length};`];
    return guarded(faults, [...set, ...choose([{ when: isSilent, then: end }], rest)]);
  }

  private read({ from, localIdx }: Stmt<'read'>, pc: number): string[] {
    const local = this.code.local(localIdx);
    const next = `to = TO_${this.code.behind(pc)};`;
    if (from === 'slot') return [`${local} = slot[k];`, next];
    return [
      `which = ${from === 'target' ? 0 : 1};`,
      SITE,
      'fb0 = b0[s]; ftail = tail[s];',
      'decode(s);',
      `${local} = (w < 0 -> -1 : w);`,
      next,
    ];
  }

  private nextDesc(stmt: Stmt<'next-desc'>, pc: number): string[] {
    return this.unlessFixup(
      () => this.mapFrom(pc + 1, 'map'),
      () => [
        'find_desc();',
        ...choose(
          [{ when: 'found != 0', then: [`to = TO_${this.code.behind(pc)};`] }],
          ['track_pos = 0;', ...this.mapFrom(stmt.exit, 'map')],
        ),
      ],
    );
  }

  private enterTextPoke(stmt: Stmt<'text-poke'>, pc: number): string[] {
    const faults = [fault(stmt.expected, this.code.local), fault(stmt.wanted, this.code.local)];
    const halfRead = this.code.protocol.code.some((other) => other.stmt.kind === 'read');
    const unknown = ['halted = true;', violated('not-modelled'), 'to = TO_over;'];
    const entered = [`call = ${pc};`, ...this.textPoke.enter(stmt, pc)];
    return guarded(faults, [
      `which = ${stmt.which === 'target' ? 0 : 1};`,
      `expected = ${value(stmt.expected, this.code.local)};`,
      `wanted = ${value(stmt.wanted, this.code.local)};`,
      ...(halfRead
        ? choose([{ when: 'expected < 0 || wanted < 0', then: unknown }], entered)
        : entered),
    ]);
  }

  private beginWait({ flavour }: Stmt<'wait'>, pc: number): string[] {
    return [
      'waiting[me] = true;',
      `readers[me] = ${flavour === 'rcu' ? 'RCU_READERS' : 'TRACE_READERS'};`,
      `by_trace[me] = ${flavour === 'rcu' ? 'false' : 'true'};`,
      `to = TO_wait_${pc};`,
    ];
  }

  private waitPlace(pc: number): string[] {
    const body = [
      'moves();',
      'waiting[me] = false;',
      'by_trace[me] = false;',
      `to = TO_${this.code.behind(pc)};`,
    ];
    const option = step('READY && readers[me] == 0', body);
    return place(`wait_${pc}`, `inside ${source(this.code.protocol, pc)}`, [option]);
  }
}
