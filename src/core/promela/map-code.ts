// The code of a map_poke protocol as places of `proctype actor`: what its writer and that of text_poke both go by.

import type { Protocol, ProtocolStmt } from '../protocol/index.ts';
import { fault, guarded, localName, value } from './expression.ts';
import type { Lab } from './lab.ts';
import { choose } from './text.ts';

export type Stmt<K extends ProtocolStmt['kind']> = Extract<ProtocolStmt, { kind: K }>;

/** A stretch of map_poke's steps: the protocol itself, or what stands under `fixup`. */
export type Region = 'map' | 'fix';

export type Names = (localIdx: number) => string;

/** A branch, or a BUG_ON, whose condition may be a fault. */
export function conditional(
  stmt: Stmt<'branch'> | Stmt<'bug'>,
  names: Names,
  then: { readonly yes: () => string[]; readonly no: () => string[] },
): string[] {
  const { cond } = stmt;
  if (cond.kind === 'int') return cond.value !== 0 ? then.yes() : then.no();
  const when = `${value(cond, names)} != 0`;
  return guarded([fault(cond, names)], choose([{ when, then: then.yes() }], then.no()));
}

export class MapCode {
  readonly protocol: Protocol;
  readonly local: Names;
  private readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
    this.protocol = lab.input.mapPoke;
    this.local = (idx) => localName('map', this.protocol, idx);
  }

  regionOf(pc: number): Region {
    return this.protocol.fixup !== null && pc >= this.protocol.fixup ? 'fix' : 'map';
  }

  label(pc: number): string {
    return `${this.regionOf(pc)}_${pc}`;
  }

  /** Where an actor rests behind statement `pc` once that is done. */
  behind(pc: number): string {
    return `${this.regionOf(pc)}_${pc + 1}`;
  }

  get calls(): { readonly stmt: Stmt<'text-poke'>; readonly pc: number }[] {
    return this.protocol.code.flatMap(({ stmt }, pc) => {
      if (stmt.kind !== 'text-poke') return [];
      return this.regionOf(pc) === 'fix' && !this.lab.hasLoads ? [] : [{ stmt, pc }];
    });
  }

  /** A condition on the call under way. */
  called(test: (stmt: Stmt<'text-poke'>) => boolean): string | null {
    const pcs = this.calls.filter(({ stmt }) => test(stmt)).map(({ pc }) => `call == ${pc}`);
    return pcs.length === 0 ? null : `(${pcs.join(' || ')})`;
  }

  /** Behind the call at `pc`: its result taken, or a BUG where nobody takes it. */
  answer({ resultIdx }: Stmt<'text-poke'>, pc: number): string[] {
    const go = choose(
      [{ when: 'halted', then: ['to = TO_over;'] }],
      [`to = TO_${this.behind(pc)};`],
    );
    const done = ['call = 0;', ...go];
    if (resultIdx !== null) return [`${this.local(resultIdx)} = ret;`, ...done];
    return [...choose([{ when: 'ret < 0 && !halted', then: ['bug();'] }]), ...done];
  }
}
