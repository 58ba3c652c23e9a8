// The two protocols, statement by statement, as core/machine interprets them: statements that no other actor can
// see belong to the step of the next one that somebody can.
// Authority: core/machine/map-poke.ts and text-poke.ts.

import { at } from '../base/index.ts';
import type { Protocol, ProtocolExpr, ProtocolStmt } from '../protocol/index.ts';
import type { Lab } from './lab.ts';
import { violated } from './properties.ts';
import { choose, type Lines, place, step } from './text.ts';

type Stmt<K extends ProtocolStmt['kind']> = Extract<ProtocolStmt, { kind: K }>;
type Role = 'map' | 'text';

const EBUSY = 16;

export function localName(role: Role, protocol: Protocol, localIdx: number): string {
  return `${role}_${at(protocol.locals, localIdx)}`;
}

/** Value of an expression, as core/machine codes values. */
function value(expr: ProtocolExpr, names: (localIdx: number) => string): string {
  switch (expr.kind) {
    case 'int':
      return `${expr.value}`;
    case 'null':
    case 'nop':
      return '0';
    case 'bypass_addr':
      return '1';
    case 'prog':
      return expr.which === 'old' ? 'old_prog' : 'new_prog';
    case 'local':
      return names(expr.localIdx);
    case 'jmp':
      return expr.to.kind === 'bypass_addr' ? '1' : `(1 + ${value(expr.to, names)})`;
    case 'not':
      return `(${value(expr.of, names)} == 0)`;
    case 'negate':
      return `(0 - ${value(expr.of, names)})`;
    case 'binary': {
      const [left, right] = [value(expr.left, names), value(expr.right, names)];
      if (expr.op === '&&' || expr.op === '||')
        return `((${left} != 0) ${expr.op} (${right} != 0))`;
      return `(${left} ${expr.op} ${right})`;
    }
    case 'choose':
      return `(${value(expr.cond, names)} != 0 -> ${value(expr.then, names)} : ${value(expr.else, names)})`;
  }
}

/** When evaluating the expression is a BUG (jmp to no program); null for never. */
function fault(expr: ProtocolExpr, names: (localIdx: number) => string): string | null {
  const either = (...faults: (string | null)[]): string | null => {
    const some = faults.filter((one) => one !== null);
    return some.length === 0 ? null : `(${some.join(' || ')})`;
  };
  const under = (cond: string, inner: string | null): string | null =>
    inner === null ? null : `(${cond} && ${inner})`;
  switch (expr.kind) {
    case 'jmp':
      if (expr.to.kind === 'bypass_addr') return null;
      return either(fault(expr.to, names), `${value(expr.to, names)} == 0`);
    case 'not':
    case 'negate':
      return fault(expr.of, names);
    case 'binary': {
      const left = `(${value(expr.left, names)} != 0)`;
      const right = fault(expr.right, names);
      const reached =
        expr.op === '&&' ? under(left, right) : expr.op === '||' ? under(`!${left}`, right) : right;
      return either(fault(expr.left, names), reached);
    }
    case 'choose': {
      const cond = `(${value(expr.cond, names)} != 0)`;
      // old ? jmp(old) : nop
      const isSafe =
        expr.then.kind === 'jmp' && value(expr.then.to, names) === value(expr.cond, names);
      return either(
        fault(expr.cond, names),
        isSafe ? null : under(cond, fault(expr.then, names)),
        under(`!${cond}`, fault(expr.else, names)),
      );
    }
    default:
      return null;
  }
}

function guarded(faults: readonly (string | null)[], body: Lines): string[] {
  const some = faults.filter((one) => one !== null);
  if (some.length === 0) return [...body];
  return choose([{ when: some.join(' || '), then: ['bug();', 'to = TO_over;'] }], body);
}

/** A statement of the protocol's text, for a comment. */
function source(protocol: Protocol, pc: number): string {
  const { span } = at(protocol.code, pc);
  return protocol.text.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
}

/** Writes both protocols as places of `proctype actor`. */
export class ProtocolWriter {
  private readonly lab: Lab;
  private readonly map: Protocol;
  private readonly text: Protocol;
  private readonly mapLocal: (localIdx: number) => string;
  private readonly textLocal: (localIdx: number) => string;

  constructor(lab: Lab) {
    this.lab = lab;
    this.map = lab.input.mapPoke;
    this.text = lab.input.textPoke;
    this.mapLocal = (idx) => localName('map', this.map, idx);
    this.textLocal = (idx) => localName('text', this.text, idx);
  }

  get locals(): string[] {
    const all = [
      ...this.map.locals.map((_, idx) => this.mapLocal(idx)),
      ...this.text.locals.map((_, idx) => this.textLocal(idx)),
    ];
    return all.map((name) => `short ${name};`);
  }

  get clearLocals(): string[] {
    return this.locals.map((declared) => `${declared.replace(/^short (.*);$/, '$1')} = 0;`);
  }

  places(): string[] {
    return [...this.mapPlaces(), ...this.textPlaces()];
  }

  private mapPlaces(): string[] {
    const rests = new Set([0]);
    const waits: string[] = [];
    this.map.code.forEach(({ stmt }, pc) => {
      switch (stmt.kind) {
        case 'end-desc':
          rests.add(stmt.to);
          break;
        case 'return':
          rests.add(this.map.code.length);
          break;
        case 'wait':
          rests.add(pc + 1);
          waits.push(...this.waitPlace(pc));
          break;
        case 'lock':
          rests.add(pc).add(pc + 1);
          break;
        case 'next-desc':
        case 'unlock':
        case 'text-poke':
          rests.add(pc + 1);
          break;
        default:
          break;
      }
    });
    const places = [...rests]
      .sort((a, b) => a - b)
      .flatMap((pc) => {
        const next = pc < this.map.code.length ? source(this.map, pc) : 'its end';
        const option = step('READY && AWAKE', ['moves();', ...this.mapFrom(pc)]);
        return place(`map_${pc}`, `map_poke ${this.map.name}, before: ${next}`, [option]);
      });
    return [...places, ...waits];
  }

  /** From statement `pc` on, up to the next one that somebody can see, with it. */
  private mapFrom(pc: number): string[] {
    if (pc >= this.map.code.length) return this.endOfMapPoke();
    const { stmt } = at(this.map.code, pc);
    const go = (to: number): string[] => this.mapFrom(to);
    switch (stmt.kind) {
      case 'jump':
        return go(stmt.to);
      case 'assign': {
        const set = `${this.mapLocal(stmt.localIdx)} = ${value(stmt.value, this.mapLocal)};`;
        return guarded([fault(stmt.value, this.mapLocal)], [set, ...go(pc + 1)]);
      }
      case 'branch':
      case 'bug':
        return this.conditional(stmt, this.mapLocal, {
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
          () => [`to = TO_map_${stmt.to};`],
        );
      case 'return':
        return choose(
          [{ when: 'desc == NONE || fixup', then: this.endOfMapPoke() }],
          [`to = TO_map_${this.map.code.length};`],
        );
      case 'wait':
        return this.beginWait(stmt, pc);
      case 'lock':
      case 'unlock':
        return lockStatement(stmt, `map_${pc}`, `map_${pc + 1}`);
      default:
        throw new Error(`invariant broken: ${stmt.kind} in a map_poke protocol`);
    }
  }

  private exitOf(head: number): number {
    const { stmt } = at(this.map.code, head);
    return stmt.kind === 'next-desc' ? stmt.exit : head + 1;
  }

  private conditional(
    stmt: Stmt<'branch'> | Stmt<'bug'>,
    names: (localIdx: number) => string,
    then: { readonly yes: () => string[]; readonly no: () => string[] },
  ): string[] {
    const { cond } = stmt;
    if (cond.kind === 'int') return cond.value !== 0 ? then.yes() : then.no();
    const when = `${value(cond, names)} != 0`;
    return guarded([fault(cond, names)], choose([{ when, then: then.yes() }], then.no()));
  }

  /** What the load's fixup does, and what a change of a slot does. */
  private unlessFixup(inFixup: () => string[], otherwise: () => string[]): string[] {
    if (!this.lab.hasLoads) return otherwise();
    return choose([{ when: 'fixup', then: inFixup() }], otherwise());
  }

  private endOfMapPoke(): string[] {
    return this.unlessFixup(
      () => ['stable[desc] = true;', 'to = TO_fixup_unlock;'],
      () => ['to = TO_unlock_map;'],
    );
  }

  private nextDesc(stmt: Stmt<'next-desc'>, pc: number): string[] {
    return this.unlessFixup(
      () => this.mapFrom(pc + 1),
      () => [
        'find_desc();',
        ...choose(
          [{ when: 'found', then: [`to = TO_map_${pc + 1};`] }],
          ['track_pos = 0;', ...this.mapFrom(stmt.exit)],
        ),
      ],
    );
  }

  private enterTextPoke(stmt: Stmt<'text-poke'>, pc: number): string[] {
    const faults = [fault(stmt.expected, this.mapLocal), fault(stmt.wanted, this.mapLocal)];
    return guarded(faults, [
      `which = ${stmt.which === 'target' ? 0 : 1};`,
      `expected = ${value(stmt.expected, this.mapLocal)};`,
      `wanted = ${value(stmt.wanted, this.mapLocal)};`,
      `call = ${pc};`,
      ...takeLock('text_mutex', 1, 'poke_lock', 'poke_compare'),
    ]);
  }

  private beginWait({ flavour }: Stmt<'wait'>, pc: number): string[] {
    const { exact } = this.lab;
    return [
      ...(exact ? ['grace_periods++;'] : []),
      `waiting[me] = ${exact ? 'grace_periods' : '1'};`,
      `readers[me] = ${flavour === 'rcu' ? 'RCU_READERS' : 'TRACE_READERS'};`,
      `by_trace[me] = ${flavour === 'rcu' ? 'false' : 'true'};`,
      `to = TO_wait_${pc};`,
    ];
  }

  private waitPlace(pc: number): string[] {
    const body = [
      'moves();',
      'waiting[me] = 0;',
      'by_trace[me] = false;',
      `to = TO_map_${pc + 1};`,
    ];
    const option = step('READY && readers[me] == 0', body);
    return place(`wait_${pc}`, `inside ${source(this.map, pc)}`, [option]);
  }

  private textPlaces(): string[] {
    const { code, name } = this.text;
    const rests = new Set([0]);
    code.forEach(({ stmt }, pc) => {
      if (['publish', 'retire', 'store', 'sync', 'unlock'].includes(stmt.kind)) rests.add(pc + 1);
      if (stmt.kind === 'lock') rests.add(pc).add(pc + 1);
    });
    const bodies = [...rests]
      .sort((a, b) => a - b)
      .flatMap((pc) => {
        const next = pc < code.length ? source(this.text, pc) : 'its end';
        const option = step('READY && AWAKE', ['moves();', ...this.textFrom(pc)]);
        return place(`text_${pc}`, `text_poke ${name}, before: ${next}`, [option]);
      });
    return [
      ...place('poke_lock', '__bpf_arch_text_poke: text_mutex', [
        step('READY && AWAKE', [
          'moves();',
          ...takeLock('text_mutex', 1, 'poke_lock', 'poke_compare'),
        ]),
      ]),
      ...place('poke_compare', 'the five bytes that are expected', [
        step('READY', ['moves();', ...this.compare()]),
      ]),
      ...bodies,
      ...place('poke_end', 'nothing to change, or -EBUSY', [
        step('READY', ['moves();', ...this.endOfTextPoke()]),
      ]),
    ];
  }

  private compare(): string[] {
    return [
      's = (which == 0 -> TARGET_OF(desc) : BYPASS_OF(desc));',
      'insn_bytes(s, expected);',
      'found = (b0[s] != ib0 || tail[s] != itail);',
      'insn_bytes(s, wanted);',
      ...choose(
        [
          {
            when: 'found',
            then: [`ret = ${-EBUSY};`, violated('unexpected-bytes'), 'to = TO_poke_end;'],
          },
          { when: 'b0[s] == ib0 && tail[s] == itail', then: ['ret = 1;', 'to = TO_poke_end;'] },
        ],
        ['ret = 0;', 'to = TO_text_0;'],
      ),
    ];
  }

  private textFrom(pc: number): string[] {
    if (pc >= this.text.code.length) return this.endOfTextPoke();
    const { stmt } = at(this.text.code, pc);
    const next = `to = TO_text_${pc + 1};`;
    switch (stmt.kind) {
      case 'jump':
        return this.textFrom(stmt.to);
      case 'return': {
        if (!stmt.value) return this.endOfTextPoke();
        const set = `ret = ${value(stmt.value, this.textLocal)};`;
        return guarded([fault(stmt.value, this.textLocal)], [set, ...this.endOfTextPoke()]);
      }
      case 'assign': {
        const set = `${this.textLocal(stmt.localIdx)} = ${value(stmt.value, this.textLocal)};`;
        return guarded([fault(stmt.value, this.textLocal)], [set, ...this.textFrom(pc + 1)]);
      }
      case 'branch':
      case 'bug':
        return this.conditional(stmt, this.textLocal, {
          yes: () => (stmt.kind === 'bug' ? ['bug();', 'to = TO_over;'] : this.textFrom(pc + 1)),
          no: () => this.textFrom(stmt.kind === 'bug' ? pc + 1 : stmt.otherwise),
        });
      case 'publish':
        return [
          SITE,
          'insn_bytes(s, wanted);',
          'pub_site = s + 1; pub_b0 = ib0; pub_tail = itail;',
          next,
        ];
      case 'retire':
        return ['pub_site = 0;', 'forget_descriptor();', 'retiring[me] = true;', next];
      case 'store':
        return [...this.store(stmt), next];
      case 'sync':
        return [...this.sync(), next];
      case 'lock':
      case 'unlock':
        return lockStatement(stmt, `text_${pc}`, `text_${pc + 1}`);
      default:
        throw new Error(`invariant broken: ${stmt.kind} in a text_poke protocol`);
    }
  }

  private store(stmt: Stmt<'store'>): string[] {
    const { value: from } = stmt;
    const insn =
      from.kind === 'byte'
        ? []
        : [`insn_bytes(s, ${from.kind === 'old' ? 'expected' : 'wanted'});`];
    const isRest = stmt.from === 1 && stmt.to === 4 && from.kind !== 'byte' && from.from === 1;
    const set = isRest ? ['tail[s] = itail;'] : byteStores(stmt);
    const note = this.lab.cpus.length > 0 ? ['fx_stored(s, was_b0, was_tail);'] : [];
    return [SITE, ...insn, 'was_b0 = b0[s]; was_tail = tail[s];', ...note, ...set];
  }

  private sync(): string[] {
    const { cpus, exact } = this.lab;
    const targets = cpus.map(
      ({ cpuIdx, actor }) => `(me != ${actor} && may_run[${cpuIdx}] -> ${1 << actor} : 0)`,
    );
    const own = cpus.map(({ cpuIdx, actor }) => ({
      when: `me == ${actor}`,
      then: [`fx_serialised(${cpuIdx});`],
    }));
    return [
      `v = ${targets.join(' + ') || '0'};`,
      ...choose([
        { when: 'v != 0', then: ['ipis = ipis | v; ipi_from = me;', 'syncing[me] = true;'] },
      ]),
      ...choose(own),
      ...(exact ? ['syncs++;'] : []),
    ];
  }

  /** Lets text_mutex go, and goes back into map_poke. */
  private endOfTextPoke(): string[] {
    const calls = this.map.code.flatMap(({ stmt }, pc) =>
      stmt.kind === 'text-poke' ? [{ stmt, pc }] : [],
    );
    const back = calls.map(({ stmt, pc }) => ({
      when: `call == ${pc}`,
      then: this.answer(stmt, pc),
    }));
    return [
      ...choose([{ when: 'text_mutex == me + 1', then: ['text_mutex = 0;'] }], ['bug();']),
      ...choose(back, ['skip;']),
      'call = 0;',
    ];
  }

  private answer({ resultIdx }: Stmt<'text-poke'>, pc: number): string[] {
    const next = `to = TO_map_${pc + 1};`;
    const orOver = (test: string): string[] =>
      choose(
        [
          { when: test, then: ['bug();', 'to = TO_over;'] },
          { when: 'halted', then: ['to = TO_over;'] },
        ],
        [next],
      );
    if (resultIdx === null) return orOver('ret < 0 && !halted');
    return [
      `${this.mapLocal(resultIdx)} = ret;`,
      ...choose([{ when: 'halted', then: ['to = TO_over;'] }], [next]),
    ];
  }
}

const SITE = 's = (which == 0 -> TARGET_OF(desc) : BYPASS_OF(desc));';

/** Takes a lock, or goes to sleep on it: `sleeps` is 1 for text_mutex, 2 + map for poke_mutex. */
export function takeLock(
  lock: string,
  sleeps: number | string,
  stay: string,
  go: string,
): string[] {
  return choose(
    [{ when: `${lock} == 0`, then: [`${lock} = me + 1;`, `to = TO_${go};`] }],
    [`sleeps[me] = ${sleeps};`, `to = TO_${stay};`],
  );
}

function lockStatement(stmt: Stmt<'lock'> | Stmt<'unlock'>, stay: string, go: string): string[] {
  const isText = stmt.lock === 'text_mutex';
  const lock = isText ? 'text_mutex' : 'poke_mutex[m]';
  if (stmt.kind === 'lock') return takeLock(lock, isText ? 1 : 'm + 2', stay, go);
  return choose(
    [{ when: `${lock} == me + 1`, then: [`${lock} = 0;`, `to = TO_${go};`] }],
    ['bug();', 'to = TO_over;'],
  );
}

/** Bytes one by one, out of a constant or out of ib0 and itail. */
function byteStores(stmt: Stmt<'store'>): string[] {
  const lines: string[] = [];
  for (let off = stmt.from; off <= stmt.to; off++) {
    const from = stmt.value.kind === 'byte' ? -1 : stmt.value.from + off - stmt.from;
    if (from > 4) break;
    const byte =
      stmt.value.kind === 'byte'
        ? `${stmt.value.value}`
        : from === 0
          ? 'ib0'
          : `((itail >> ${8 * (from - 1)}) & 255)`;
    if (off === 0) lines.push(`b0[s] = ${byte};`);
    else {
      const shift = 8 * (off - 1);
      lines.push(`tail[s] = (tail[s] & (${~(255 << shift)})) | (${byte} << ${shift});`);
    }
  }
  return lines;
}
