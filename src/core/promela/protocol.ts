// The two protocols, statement by statement, as core/machine interprets them: statements that no other actor can
// see belong to the step of the next one that somebody can.
// Authority: core/machine/map-poke.ts and text-poke.ts.

import { at } from '../base/index.ts';
import type { Protocol, ProtocolStmt } from '../protocol/index.ts';
import { fault, guarded, localName, source, value } from './expression.ts';
import type { Lab } from './lab.ts';
import { violated } from './properties.ts';
import {
  changeDone,
  lockStatement,
  SITE,
  type Store,
  sendIpis,
  storeBytes,
  takeLock,
} from './statement.ts';
import { choose, place, step } from './text.ts';

type Stmt<K extends ProtocolStmt['kind']> = Extract<ProtocolStmt, { kind: K }>;

const EBUSY = 16;
const EINVAL = 22;

/** A stretch of map_poke's steps: the protocol itself, or what stands under `fixup`. */
type Region = 'map' | 'fix';

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

  /** Where the fixup of a load begins. */
  get fixupLabel(): string {
    return this.label(this.map.fixup ?? 0);
  }

  places(): string[] {
    return [...this.mapPlaces(), ...this.textPlaces()];
  }

  private regionOf(pc: number): Region {
    return this.map.fixup !== null && pc >= this.map.fixup ? 'fix' : 'map';
  }

  private label(pc: number): string {
    return `${this.regionOf(pc)}_${pc}`;
  }

  /** Where an actor rests behind statement `pc` once that is done. */
  private behind(pc: number): string {
    return `${this.regionOf(pc)}_${pc + 1}`;
  }

  private mapPlaces(): string[] {
    const rests = new Set<string>(['map_0']);
    const waits: string[] = [];
    if (this.lab.hasLoads) rests.add(this.fixupLabel);
    this.map.code.forEach(({ stmt }, pc) => {
      if (this.regionOf(pc) === 'fix' && !this.lab.hasLoads) return;
      switch (stmt.kind) {
        case 'end-desc':
          rests.add(this.label(stmt.to));
          break;
        case 'return':
          rests.add(`map_${this.map.code.length}`);
          break;
        case 'wait':
          rests.add(this.behind(pc));
          waits.push(...this.waitPlace(pc));
          break;
        case 'lock':
          rests.add(this.label(pc)).add(this.behind(pc));
          break;
        case 'next-desc':
        case 'unlock':
        case 'read':
        case 'text-poke':
          rests.add(this.behind(pc));
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
        const next = this.isEnd(pc, region) ? 'its end' : source(this.map, pc);
        const option = step('READY && AWAKE', ['moves();', ...this.mapFrom(pc, region)]);
        return place(label, `map_poke ${this.map.name}, before: ${next}`, [option]);
      });
    return [...places, ...waits];
  }

  private isEnd(pc: number, region: Region): boolean {
    return pc >= (region === 'map' ? this.map.mainEnd : this.map.code.length);
  }

  /** From statement `pc` on, up to the next one that somebody can see, with it. */
  private mapFrom(pc: number, region: Region): string[] {
    if (this.isEnd(pc, region)) return this.endOfMapPoke(region);
    const { stmt } = at(this.map.code, pc);
    const go = (to: number): string[] => this.mapFrom(to, region);
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
          () => [`to = TO_${this.label(stmt.to)};`],
        );
      case 'return':
        return this.leave(stmt, region);
      case 'read':
        return this.read(stmt, pc);
      case 'wait':
        return this.beginWait(stmt, pc);
      case 'lock':
      case 'unlock':
        return lockStatement(stmt, this.label(pc), this.behind(pc));
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

  /** What a load does that runs the protocol itself as its fixup, and what a change of a slot does. */
  private unlessFixup(inFixup: () => string[], otherwise: () => string[]): string[] {
    if (!this.lab.hasLoads || this.map.fixup !== null) return otherwise();
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
    const set = stmt.value ? [`outcome = ${value(stmt.value, this.mapLocal)};`] : [];
    const end = this.endOfMapPoke(region);
    const faults = stmt.value ? [fault(stmt.value, this.mapLocal)] : [];
    const isSilent = region === 'fix' ? 'true' : 'desc == NONE || fixup';
    const rest = [`to = TO_map_${this.map.code.length};`];
    return guarded(faults, [...set, ...choose([{ when: isSilent, then: end }], rest)]);
  }

  private read({ from, localIdx }: Stmt<'read'>, pc: number): string[] {
    const local = this.mapLocal(localIdx);
    const next = `to = TO_${this.behind(pc)};`;
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
          [{ when: 'found != 0', then: [`to = TO_${this.behind(pc)};`] }],
          ['track_pos = 0;', ...this.mapFrom(stmt.exit, 'map')],
        ),
      ],
    );
  }

  private enterTextPoke(stmt: Stmt<'text-poke'>, pc: number): string[] {
    const faults = [fault(stmt.expected, this.mapLocal), fault(stmt.wanted, this.mapLocal)];
    const go = this.firstPlace();
    const listed = `prog_state[prog] == PROG_LOADED || prog_state[prog] == PROG_HELD`;
    const enter =
      stmt.by === 'bpf_arch_text_poke'
        ? choose(
            [{ when: listed, then: this.afterCheck() }],
            [`ret = ${-EINVAL};`, ...this.answer(stmt, pc)],
          )
        : go;
    const halfRead = this.map.code.some((other) => other.stmt.kind === 'read');
    const unknown = ['halted = true;', violated('not-modelled'), 'to = TO_over;'];
    const entered = [`call = ${pc};`, ...enter];
    return guarded(faults, [
      `which = ${stmt.which === 'target' ? 0 : 1};`,
      `expected = ${value(stmt.expected, this.mapLocal)};`,
      `wanted = ${value(stmt.wanted, this.mapLocal)};`,
      ...(halfRead
        ? choose([{ when: 'expected < 0 || wanted < 0', then: unknown }], entered)
        : entered),
    ]);
  }

  /** text_mutex comes first, unless a protocol does without. */
  private firstPlace(): string[] {
    return this.lab.takesTextMutex
      ? takeLock('text_mutex', 1, 'poke_lock', 'poke_compare')
      : this.compare();
  }

  private afterCheck(): string[] {
    return this.lab.takesTextMutex
      ? takeLock('text_mutex', 1, 'poke_lock', 'poke_compare')
      : ['to = TO_poke_compare;'];
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
      `to = TO_${this.behind(pc)};`,
    ];
    const option = step('READY && readers[me] == 0', body);
    return place(`wait_${pc}`, `inside ${source(this.map, pc)}`, [option]);
  }

  private get calls(): { readonly stmt: Stmt<'text-poke'>; readonly pc: number }[] {
    return this.map.code.flatMap(({ stmt }, pc) => {
      if (stmt.kind !== 'text-poke') return [];
      return this.regionOf(pc) === 'fix' && !this.lab.hasLoads ? [] : [{ stmt, pc }];
    });
  }

  /** A condition on the call under way. */
  private called(test: (stmt: Stmt<'text-poke'>) => boolean): string | null {
    const pcs = this.calls.filter(({ stmt }) => test(stmt)).map(({ pc }) => `call == ${pc}`);
    return pcs.length === 0 ? null : `(${pcs.join(' || ')})`;
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
    const early = this.called(({ by }) => by === 'text_poke_early');
    return [
      ...(this.lab.takesTextMutex
        ? place('poke_lock', '__bpf_arch_text_poke: text_mutex', [
            step('READY && AWAKE', ['moves();', ...this.firstPlace()]),
          ])
        : []),
      ...place('poke_compare', 'the five bytes that are expected', [
        step('READY', ['moves();', ...this.compare()]),
      ]),
      ...bodies,
      ...(early === null ? [] : this.earlyPlace()),
      ...place('poke_end', 'release, answer', [
        step('READY', ['moves();', ...this.endOfTextPoke()]),
      ]),
    ];
  }

  private earlyPlace(): string[] {
    const all: Store = { from: 0, to: 4, value: { kind: 'new', from: 0 } };
    // In a load nobody can be in the image yet: no CPU has older bytes to see.
    const forget =
      this.lab.cpus.length > 0
        ? choose([{ when: 'fixup && fx_rank[s] != 0', then: ['fx_remove(s);'] }])
        : [];
    const body = [...storeBytes(this.lab, all), ...forget, 'to = TO_poke_end;'];
    return place('poke_early', 'text_poke_early: five bytes at once', [
      step('READY', ['moves();', ...body]),
    ]);
  }

  private compare(): string[] {
    const ignores = this.called(({ ignoresOld }) => ignoresOld);
    const early = this.called(({ by }) => by === 'text_poke_early');
    const body =
      early === null
        ? ['to = TO_text_0;']
        : choose([{ when: early, then: ['to = TO_poke_early;'] }], ['to = TO_text_0;']);
    const unchanged = this.lab.input.profile.poke.unchangedResult;
    const busy = ignores === null ? 'found != 0' : `found != 0 && !${ignores}`;
    return [
      ...(this.lab.exact ? ['text_ran = false;'] : []),
      SITE,
      'insn_bytes(s, expected);',
      'found = (b0[s] != ib0 || tail[s] != itail);',
      'insn_bytes(s, wanted);',
      ...choose(
        [
          {
            when: busy,
            then: [`ret = ${-EBUSY};`, violated('unexpected-bytes'), 'to = TO_poke_end;'],
          },
          {
            when: 'b0[s] == ib0 && tail[s] == itail',
            then: [`ret = ${unchanged};`, 'to = TO_poke_end;'],
          },
        ],
        ['ret = 0;', ...body],
      ),
    ];
  }

  private textFrom(pc: number): string[] {
    if (pc >= this.text.code.length) return this.endOfBody();
    const { stmt } = at(this.text.code, pc);
    const next = `to = TO_text_${pc + 1};`;
    switch (stmt.kind) {
      case 'jump':
        return this.textFrom(stmt.to);
      case 'return': {
        if (!stmt.value) return this.endOfBody();
        const set = `ret = ${value(stmt.value, this.textLocal)};`;
        return guarded([fault(stmt.value, this.textLocal)], [set, ...this.endOfBody()]);
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
        return [...storeBytes(this.lab, stmt), next];
      case 'sync':
        return [...sendIpis(this.lab), next];
      case 'lock':
      case 'unlock':
        return lockStatement(stmt, `text_${pc}`, `text_${pc + 1}`);
      default:
        throw new Error(`invariant broken: ${stmt.kind} in a text_poke protocol`);
    }
  }

  /** What the machine's frame keeps of a text_poke whose body has run, until the next one. */
  private endOfBody(): string[] {
    const ran = this.lab.exact ? ['text_ran = true;'] : [];
    return [...ran, ...this.endOfTextPoke()];
  }

  /** Lets text_mutex go, and goes back into map_poke. */
  private endOfTextPoke(): string[] {
    const back = this.calls.map(({ stmt, pc }) => ({
      when: `call == ${pc}`,
      then: this.answer(stmt, pc),
    }));
    const release = this.lab.takesTextMutex
      ? choose([{ when: 'text_mutex == me + 1', then: ['text_mutex = 0;'] }], ['bug();'])
      : [];
    return [...release, ...choose(back)];
  }

  private answer({ resultIdx }: Stmt<'text-poke'>, pc: number): string[] {
    const go = choose(
      [{ when: 'halted', then: ['to = TO_over;'] }],
      [`to = TO_${this.behind(pc)};`],
    );
    const done = ['call = 0;', ...go];
    if (resultIdx !== null) return [`${this.mapLocal(resultIdx)} = ret;`, ...done];
    return [...choose([{ when: 'ret < 0 && !halted', then: ['bug();'] }]), ...done];
  }
}
