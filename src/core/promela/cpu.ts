// CPUs inside programs: each stands at a node of its graph, and goes along an edge that is enabled.
// Authority: core/machine/run.ts, fetch.ts and serialise.ts; the graphs are made by executing the images.

import { at } from '../base/index.ts';
import { type CpuEdge, MAX_VARIANT } from '../machine/index.ts';
import type { CpuModel, Lab, NodeRange } from './lab.ts';
import { PROMELA_PROPERTIES, violated } from './properties.ts';
import { choose, indent, inline, LAST, type Option, place, step } from './text.ts';

export class CpuWriter {
  private readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  pieces(): string[] {
    const { lab } = this;
    if (lab.cpus.length === 0) return [];
    return [
      '/* Something fatal: the CPU does not go on, and stays inside its RCU section. */',
      ...inline('stop_cpu(c)', ['stopped[c] = true; may_run[c] = false;', 'fx_serialised(c);']),
      ...lab.cpus.flatMap((cpu) => cpu.ranges.flatMap((range) => this.stepInlines(cpu, range))),
    ];
  }

  /** Places of `proctype actor`: between runs, and inside one. */
  places(): string[] {
    const { lab } = this;
    if (!lab.ops.some(({ op }) => op.kind === 'run')) return [];
    if (lab.cpus.length === 0) return place('next_run', 'running is not modelled here', []);
    const begins = lab.cpus.flatMap((cpu) => this.runOptions(cpu));
    const inside = lab.cpus.flatMap((cpu) =>
      cpu.ranges.flatMap((range) => this.rangeOptions(cpu, range)),
    );
    return [
      ...place('next_run', 'enter the program, or answer', begins),
      ...place('inside', 'inside a program', inside),
    ];
  }

  /** What interrupts a CPU: one process each, numbered behind the actors. */
  interrupts(): string[] {
    const { cpus, actors } = this.lab;
    return cpus.flatMap((cpu) => {
      const { cpuIdx: c, actor } = cpu;
      const name = at(actors, actor).name;
      return [
        `/* Interrupts of ${name}. */`,
        `active proctype interrupts_${c}() {`,
        'end:',
        '  do',
        ...this.ipiOption(cpu).map((line) => `  ${line}`),
        ...this.preemptOptions(cpu).map((line) => `  ${line}`),
        '  od;',
        '}',
        '',
      ];
    });
  }

  private runOptions({ cpuIdx: c, actor, ranges }: CpuModel): string[][] {
    const runs = this.lab.ops.filter(({ op, actor: by }) => op.kind === 'run' && by === actor);
    return runs.flatMap(({ op, opIdx }) => {
      if (op.kind !== 'run') return [];
      const is = `!halted && me == ${actor} && op[me] == ${opIdx}`;
      const isOver = `error != 0 || round >= times || !fd[${op.progIdx}]`;
      const idle = ranges.filter(({ node }) => node.mode === 'idle');
      const edges = idle.flatMap((range) => range.edges);
      const begun = edges.filter(({ input }) => input.kind === 'begin' && input.opIdx === opIdx);
      return [
        step(`${is} && (${isOver})`, ['end_op();', 'to = TO_idle;']),
        step(`${is} && !(${isOver})`, [
          `run_prog[${c}] = ${op.progIdx + 1};`,
          ...this.chain(c, begun),
          ...this.stopIfStopped(c, begun),
          'to = TO_inside;',
        ]),
      ];
    });
  }

  private standsIn({ cpuIdx }: CpuModel, { from, to }: NodeRange): string {
    const node = `node[${cpuIdx}]`;
    return from === to ? `${node} == ${from}` : `${node} >= ${from} && ${node} <= ${to}`;
  }

  private rangeOptions(cpu: CpuModel, range: NodeRange): string[][] {
    const { cpuIdx: c, actor } = cpu;
    const { node } = range;
    const here = `!halted && me == ${actor} && !preempted[${c}] && ${this.standsIn(cpu, range)}`;
    const go = `go_${c}_${range.from}();`;
    switch (node.mode) {
      case 'idle':
      case 'stopped':
        return [];
      case 'trapped':
        return [step(here, [`found = (pub_site == ${node.siteId + 1});`, go, 'to = TO_inside;'])];
      case 'handler':
        return [
          step(here, [
            'fb0 = pub_b0; ftail = pub_tail;',
            'handlers--;',
            'forget_descriptor();',
            `decode(${node.siteId});`,
            `fx_serialised(${c});`,
            go,
            'to = TO_inside;',
          ]),
        ];
      default:
        break;
    }
    if (node.pending === 'site') return [this.fetchOption(cpu, range, here)];
    if (node.pending === 'return') return [step(here, [go, ...this.leave(cpu)])];
    const slot = node.slot && this.lab.slotId(node.slot.mapIdx, node.slot.slot);
    return [step(here, [...(slot === null ? [] : [`w = slot[${slot}];`]), go, 'to = TO_inside;'])];
  }

  /** A fetch sees one of the values that it may see there: `find_choices`. */
  private fetchOption({ cpuIdx: c }: CpuModel, range: NodeRange, here: string): string[] {
    const { siteId } = range.node;
    const picks = Array.from(
      { length: MAX_VARIANT + 1 },
      (_, idx) => `:: n_choices > ${idx} -> pick = ${idx};`,
    );
    const look = `find_choices(${siteId}, ${c});`;
    const fetched = [
      look,
      'fb0 = ch_b0[pick]; ftail = ch_tail[pick];',
      ...choose([
        {
          when: `fx_rank[${siteId}] != 0`,
          then: [`AGE(${siteId}, ${c}) = ch_age[pick]; fx_tidy(${siteId});`],
        },
      ]),
      `decode(${siteId});`,
      `go_${c}_${range.from}();`,
      'n_choices = 0; pick = 0;',
      ...LAST,
    ];
    const first = [`${here} ->`, ...indent([look, 'n_choices = nc;', ...LAST])];
    return [
      ':: atomic {',
      ...indent(indent(indent(['d_step {', ...indent(first), '}']))),
      ...indent(indent(indent(['if', ...picks, 'fi;', 'd_step {']))),
      ...indent(indent(indent(indent(fetched)))),
      '      }',
      '     goto inside;',
      '   }',
    ];
  }

  /** Back in the kernel. */
  private leave({ cpuIdx: c, actor }: CpuModel): string[] {
    return [
      `run_prog[${c}] = 0;`,
      this.lab.exact ? `runs_done[${c}]++;` : `runs_done[${c}] = 1;`,
      `drop_reader(${actor}, false);`,
      'round++;',
      ...choose(
        [{ when: 'round >= times', then: ['end_op();', 'to = TO_idle;'] }],
        ['to = TO_next_run;'],
      ),
    ];
  }

  /** One inline for each place that a CPU can stand at: to the node behind the edge. */
  private stepInlines(cpu: CpuModel, range: NodeRange): string[] {
    const { node, edges } = range;
    if (node.mode === 'idle' || node.mode === 'stopped') return [];
    const c = cpu.cpuIdx;
    const own = edges.filter(({ input }) => input.kind !== 'ipi' && input.kind !== 'preempt');
    const inputs = [...new Set(own.map((edge) => inputTest(edge)))];
    const byInput = inputs.map((when) => ({
      when,
      then: this.chain(
        c,
        own.filter((edge) => inputTest(edge) === when),
      ),
    }));
    const [first] = byInput;
    const body =
      inputs.length === 1 && first ? first.then : choose(byInput, [violated('not-modelled')]);
    return [
      `/* ${this.describe(cpu, range)} */`,
      ...inline(`go_${c}_${range.from}()`, [...body, ...this.stopIfStopped(c, own)]),
    ];
  }

  private describe({ actor }: CpuModel, { node, from, to }: NodeRange): string {
    const who = at(this.lab.actors, actor).name;
    const facts = this.lab.zero.sites[node.siteId];
    const site = facts ? ` at ${this.lab.siteName(facts.site)}` : '';
    const what = node.mode === 'running' ? `before: ${node.pending}` : node.mode;
    return `${who}, node${from === to ? ` ${from}` : `s ${from} to ${to}`}, ${what}${site}`;
  }

  /** To the node that the first edge whose programs are in memory leads to. */
  private chain(c: number, edges: readonly CpuEdge[]): string[] {
    const kept = edges.filter(({ missing }) => missing === null || this.lab.isFreeable(missing));
    const [first] = kept;
    const same = (edge: CpuEdge): boolean =>
      first !== undefined && edge.from === first.from && edge.missing === null;
    if (kept.length === 1 && first && same(first) && this.lab.memories === 1)
      return this.along(c, first);
    const options: Option[] = kept.map((edge) => ({
      when: [
        `node[${c}] == ${edge.from}`,
        ...(this.lab.memories > 1 ? [`mem == ${edge.memory}`] : []),
        ...(edge.missing === null ? [] : [`!image[${edge.missing}]`]),
      ].join(' && '),
      then: this.along(c, edge),
    }));
    return choose(options, [violated('not-modelled')]);
  }

  private along(
    c: number,
    { to, memoryAfter, memory, verdicts, retval, input }: CpuEdge,
  ): string[] {
    const claims = input.kind === 'claim' && input.found ? ['handlers++;'] : [];
    return [
      ...verdicts.map((verdict) => violated(propertyOf(verdict))),
      ...claims,
      ...(memoryAfter === memory ? [] : [`mem = ${memoryAfter};`]),
      ...(retval === null ? [] : [`retval[${c}] = ${retval | 0};`]),
      `node[${c}] = ${to};`,
    ];
  }

  private stopIfStopped(c: number, edges: readonly CpuEdge[]): string[] {
    const nodes = at(this.lab.cpus, c).graph.nodes;
    const stops = [...new Set(edges.map(({ to }) => to))].filter(
      (to) => at(nodes, to).mode === 'stopped',
    );
    if (stops.length === 0) return [];
    const range = at(this.lab.cpus, c).ranges.filter(({ node }) => node.mode === 'stopped');
    const low = Math.min(...range.map(({ from }) => from));
    return choose([{ when: `node[${c}] >= ${low}`, then: [`stop_cpu(${c});`] }]);
  }

  private ipiOption(cpu: CpuModel): string[] {
    const { cpuIdx: c, actor, ranges } = cpu;
    const off = ranges.filter(({ node }) => node.mode === 'trapped' || node.mode === 'handler');
    const on = off.map((range) => `!(${this.standsIn(cpu, range)})`);
    const edges = cpu.graph.edges.filter(({ input }) => input.kind === 'ipi');
    return [
      ':: d_step {',
      `     ${[`!halted && (ipis & ${1 << actor}) != 0`, ...on].join(' && ')} ->`,
      ...choose([{ when: `!preempted[${c}]`, then: this.moved(c, edges) }]).map(
        (line) => `     ${line}`,
      ),
      `     ipis = ipis & ~${1 << actor};`,
      '     ipi_from = (ipis == 0 -> 0 : ipi_from);',
      `     fx_serialised(${c});`,
      '     skip;',
      '   }',
    ];
  }

  /** Edges that change some nodes and leave the others where they are. */
  private moved(c: number, edges: readonly CpuEdge[]): string[] {
    const moving = edges.filter(({ from, to, verdicts }) => from !== to || verdicts.length > 0);
    const options = moving.map((edge) => ({
      when: `node[${c}] == ${edge.from}${this.lab.memories > 1 ? ` && mem == ${edge.memory}` : ''}`,
      then: this.along(c, edge),
    }));
    return options.length === 0 ? ['skip;'] : choose(options);
  }

  private preemptOptions(cpu: CpuModel): string[] {
    const { cpuIdx: c, actor, ranges } = cpu;
    const { machine } = this.lab.zero;
    const where = ranges.filter(
      ({ node }) => node.mode === 'running' && machine.isPreemptible(node.progIdx),
    );
    if (where.length === 0) return [];
    const stands = where.map((range) => `(${this.standsIn(cpu, range)})`).join(' || ');
    const edges = cpu.graph.edges.filter(({ input }) => input.kind === 'preempt');
    return [
      ':: d_step {',
      `     !halted && !preempted[${c}] && (${stands}) ->`,
      ...this.moved(c, edges).map((line) => `     ${line}`),
      `     preempted[${c}] = true;`,
      `     fx_serialised(${c});`,
      ...choose([
        { when: `SLEEPABLE(run_prog[${c}]) == 1`, then: [`drop_reader(${actor}, true);`] },
      ]).map((line) => `     ${line}`),
      '     skip;',
      '   }',
      `:: d_step { !halted && preempted[${c}] -> preempted[${c}] = false; }`,
    ];
  }
}

function inputTest({ input }: CpuEdge): string {
  switch (input.kind) {
    case 'fetch':
    case 'emulate':
      return `w == ${typeof input.bytes === 'number' ? input.bytes : input.bytes === 'int3' ? 'INT3' : 'TORN'}`;
    case 'slot':
      return `w == ${input.value}`;
    case 'claim':
      return input.found ? 'found' : '!found';
    default:
      return 'true';
  }
}

function propertyOf(verdict: string): (typeof PROMELA_PROPERTIES)[number] {
  return PROMELA_PROPERTIES.find((property) => property === verdict) ?? 'not-modelled';
}
