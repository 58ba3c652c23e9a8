// text_poke, statement by statement, and what stands around it: the lock, the comparison, the answer.
// Authority: core/machine/text-poke.ts.

import { at } from '../base/index.ts';
import type { Protocol } from '../protocol/index.ts';
import { fault, guarded, localName, source, value } from './expression.ts';
import type { Lab } from './lab.ts';
import { conditional, type MapCode, type Names, type Stmt } from './map-code.ts';
import { violated } from './properties.ts';
import { lockStatement, SITE, type Store, sendIpis, storeBytes, takeLock } from './statement.ts';
import { choose, place, step } from './text.ts';

const EBUSY = 16;
const EINVAL = 22;

export class TextPokeWriter {
  readonly protocol: Protocol;
  readonly local: Names;
  private readonly lab: Lab;
  private readonly code: MapCode;

  constructor(lab: Lab, code: MapCode) {
    this.lab = lab;
    this.code = code;
    this.protocol = lab.input.textPoke;
    this.local = (idx) => localName('text', this.protocol, idx);
  }

  places(): string[] {
    const { code, name } = this.protocol;
    const rests = new Set([0]);
    code.forEach(({ stmt }, pc) => {
      if (['publish', 'retire', 'store', 'sync', 'unlock'].includes(stmt.kind)) rests.add(pc + 1);
      if (stmt.kind === 'lock') rests.add(pc).add(pc + 1);
    });
    const bodies = [...rests]
      .sort((a, b) => a - b)
      .flatMap((pc) => {
        const next = pc < code.length ? source(this.protocol, pc) : 'its end';
        const option = step('READY && AWAKE', ['moves();', ...this.textFrom(pc)]);
        return place(`text_${pc}`, `text_poke ${name}, before: ${next}`, [option]);
      });
    const early = this.code.called(({ by }) => by === 'text_poke_early');
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

  /** What calls it from statement `pc` of map_poke, its arguments given. */
  enter(stmt: Stmt<'text-poke'>, pc: number): string[] {
    const listed = `prog_state[prog] == PROG_LOADED || prog_state[prog] == PROG_HELD`;
    if (stmt.by !== 'bpf_arch_text_poke') return this.firstPlace();
    return choose(
      [{ when: listed, then: this.afterCheck() }],
      [`ret = ${-EINVAL};`, ...this.code.answer(stmt, pc)],
    );
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
    const ignores = this.code.called(({ ignoresOld }) => ignoresOld);
    const early = this.code.called(({ by }) => by === 'text_poke_early');
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
    if (pc >= this.protocol.code.length) return this.endOfBody();
    const { stmt } = at(this.protocol.code, pc);
    const next = `to = TO_text_${pc + 1};`;
    switch (stmt.kind) {
      case 'jump':
        return this.textFrom(stmt.to);
      case 'return': {
        if (!stmt.value) return this.endOfBody();
        const set = `ret = ${value(stmt.value, this.local)};`;
        return guarded([fault(stmt.value, this.local)], [set, ...this.endOfBody()]);
      }
      case 'assign': {
        const set = `${this.local(stmt.localIdx)} = ${value(stmt.value, this.local)};`;
        return guarded([fault(stmt.value, this.local)], [set, ...this.textFrom(pc + 1)]);
      }
      case 'branch':
      case 'bug':
        return conditional(stmt, this.local, {
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
    const back = this.code.calls.map(({ stmt, pc }) => ({
      when: `call == ${pc}`,
      then: this.code.answer(stmt, pc),
    }));
    const release = this.lab.takesTextMutex
      ? choose([{ when: 'text_mutex == me + 1', then: ['text_mutex = 0;'] }], ['bug();'])
      : [];
    return [...release, ...choose(back)];
  }
}
