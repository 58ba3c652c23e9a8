// Test runs of the shipped samples: the kernels' own bytes, executed.
// (With our bytes: `npm run oracle:shipped`.) Then faults that the check has to notice.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunLayout, runLayout } from '../../src/core/kernel/index.ts';
import { CaseLoads } from './checks/case-loads.ts';
import { checkInterpreted } from './checks/interpreted.ts';
import { type Bytes, checkRun, runCase } from './checks/run.ts';
import { ownRunner } from './checks/run-own.ts';
import { type Boot, type GoldenCase, readBoot, readJsonLines } from './golden.ts';
import { spoiltCase } from './spoilt.ts';

/** For a busy machine; an idle one needs about a second for each. */
const TIMEOUT = 60_000;
const FOLDERS = [join(import.meta.dirname, 'run'), join(import.meta.dirname, 'golden')];

interface Sample {
  readonly boot: Boot;
  readonly cases: readonly GoldenCase[];
}

function load(folder: string, profile: string, family: string): Sample {
  const file = join(folder, profile, `${family}.jsonl.gz`);
  return { boot: readBoot(file), cases: readJsonLines<GoldenCase>(file) };
}

const [RUN = '', GOLDEN = ''] = FOLDERS;
const SHIPPED = readdirSync(RUN).flatMap((profile) =>
  readdirSync(join(RUN, profile))
    .filter((name) => name.endsWith('.jsonl.gz'))
    .map((name) => [profile, name.replace('.jsonl.gz', '')] as const),
);

describe('checkRun', () => {
  it.each(SHIPPED)(
    'finds in the bytes of the kernel every return value of %s %s',
    { timeout: TIMEOUT },
    (profile, family) => {
      const { boot, cases } = load(RUN, profile, family);
      const failed = cases.flatMap((golden) => {
        const verdict = checkRun(golden, boot, 'kernel');
        return verdict.kind === 'fail' ? [`${golden.name}: ${verdict.detail}`] : [];
      });
      expect(cases.length).toBeGreaterThan(15);
      expect(failed).toEqual([]);
    },
  );

  it('runs our own bytes where we have the JIT', { timeout: TIMEOUT }, () => {
    const { boot, cases } = load(GOLDEN, '6.1-hardened', 'tailcall');
    const sample = cases.filter((_, caseIdx) => caseIdx % 8 === 0);
    const reports = sample.map((golden) => runCase(golden, boot, layoutOf('6.1')));
    expect(reports.flatMap(({ problem }) => problem ?? [])).toEqual([]);
    expect(reports.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(100);
  });

  it.each([
    ['6.1-hardened', 'tailcall', 8],
    ['5.15-plain', 'isa', 60],
    ['7.1-plain', 'random', 1],
  ])(
    'finds in the interpreter what images of %s %s returned',
    { timeout: TIMEOUT },
    (profile, family, step) => {
      const { boot, cases } = load(GOLDEN, profile, family);
      const sample = cases.filter((_, caseIdx) => caseIdx % step === 0);
      const verdicts = sample.map((golden) => checkInterpreted(golden, boot));
      expect(verdicts.filter(({ kind }) => kind === 'fail')).toEqual([]);
      expect(verdicts.filter(({ kind }) => kind === 'pass').length).toBeGreaterThan(5);
    },
  );

  it('refuses a kernel whose structures it does not know', () => {
    const { boot, cases } = load(RUN, '7.1-plain', 'isa');
    const [golden] = cases;
    expect(golden && checkRun({ ...golden, profile: '4.19-plain' }, boot).kind).toBe('fail');
  });
});

function layoutOf(version: string): RunLayout {
  const layout = runLayout(version);
  if (!layout) throw new Error(`no layout for ${version}`);
  return layout;
}

/** How many of the cases that `names` fits come out wrong under a changed layout. */
function wrongUnder(
  version: string,
  { boot, cases }: Sample,
  change: (layout: RunLayout) => RunLayout,
  names = /^/,
): number {
  const layout = change(layoutOf(version));
  return cases.filter(
    (golden) => names.test(golden.name) && runCase(golden, boot, layout, 'kernel').problem !== null,
  ).length;
}

/** `ja -1; exit`. */
const ENDLESS = '0500ffff000000009500000000000000';

describe('runCase on planted faults', () => {
  const isa = load(RUN, '7.1-plain', 'isa');
  const tails = load(RUN, '7.1-hardened', 'tailcall');
  const depth = load(RUN, '6.12-calldepth', 'isa');

  const skb = (change: Partial<RunLayout['skb']>) => (layout: RunLayout) => ({
    ...layout,
    skb: { ...layout.skb, ...change },
  });

  it.each([
    ['skb->len', skb({ len: 112 }), /^ctx1-0/],
    ['skb->protocol', skb({ protocol: 166 }), /^ctx[13]-16/],
    ['skb->pkt_type', skb({ pktType: 121 }), /^ctx[13]-4-/],
    ['skb->data', skb({ data: 200 }), /^(pkt3|ldabs|skb-load)/],
    ['data_end', skb({ dataEnd: 88 }), /^pkt3/],
    ['net_device->ifindex', (l: RunLayout) => ({ ...l, devIfindex: 208 }), /^ctx[13]-40/],
    ['the first value of an array', (l: RunLayout) => ({ ...l, arrayValue: 0x110 }), /^map-/],
    ['cpu_number', (l: RunLayout) => ({ ...l, percpu: l.percpu.slice(0, 1) }), /^call-smpid/],
    ['this_cpu_off', (l: RunLayout) => ({ ...l, percpu: l.percpu.slice(1) }), /^map-.*percpu/],
  ])('notices that %s is misplaced', { timeout: TIMEOUT }, (_what, change, names) => {
    expect(wrongUnder('7.1', isa, change, names)).toBeGreaterThan(0);
  });

  it.each([
    ['bpf_func', (layout: RunLayout) => ({ ...layout, progBpfFunc: 0x40 })],
    ['max_entries', (layout: RunLayout) => ({ ...layout, mapMaxEntries: 0x48 })],
    ['ptrs', (layout: RunLayout) => ({ ...layout, arrayValue: 0x118 })],
  ])('notices that %s is misplaced in tail calls', { timeout: TIMEOUT }, (_what, change) => {
    expect(wrongUnder('7.1', tails, change)).toBeGreaterThan(0);
  });

  it('notices that the call depth has no place', { timeout: TIMEOUT }, () => {
    const without = (layout: RunLayout) => ({
      ...layout,
      percpu: layout.percpu.filter(({ content }) => content !== 'call_depth'),
    });
    expect(wrongUnder('6.12', depth, without)).toBeGreaterThan(0);
  });

  /** The first case of a sample that passes before and fails after `spoil`. */
  const noticed = (
    { boot, cases }: Sample,
    spoil: (golden: GoldenCase) => boolean,
    bytes: Bytes = 'kernel',
  ): boolean =>
    cases.some((golden) => {
      const copy = structuredClone(golden);
      return (
        spoil(copy) &&
        checkRun(golden, boot, bytes).kind === 'pass' &&
        checkRun(copy, boot, bytes).kind === 'fail'
      );
    });

  it('notices another return value', () => {
    const spoil = ({ ops }: GoldenCase): boolean => {
      const run = ops.find((op) => op.op === 'run');
      if (run?.op === 'run') Object.assign(run.result, { retval: (run.result.retval ?? 0) + 1 });
      return run !== undefined;
    };
    expect(noticed(isa, spoil)).toBe(true);
  });

  it('notices, on our machine, a slot that got another program', { timeout: TIMEOUT }, () => {
    const spoil = ({ ops, progs }: GoldenCase): boolean => {
      const update = ops.find((op) => op.op === 'upd');
      if (update?.op !== 'upd' || progs.length < 3) return false;
      Object.assign(update, { p: update.p === 1 ? 2 : 1 });
      return true;
    };
    expect(noticed(load(GOLDEN, '6.1-plain', 'tailcall'), spoil, 'ours')).toBe(true);
  });

  it('notices, on our machine, a program that does not end', () => {
    const { boot, cases } = load(GOLDEN, '6.1-hardened', 'tailcall');
    const golden = cases.find(({ ops }) => ops.some(({ op }) => op === 'run'));
    const copy = spoiltCase(golden as GoldenCase, 'xlated', () => ENDLESS);
    const options = { loads: new CaseLoads(copy), from: 'ours', movesMax: 20 } as const;
    const runner = ownRunner(copy, boot, layoutOf('6.1'), options);
    if (typeof runner === 'string') throw new Error(runner);
    const outcomes = copy.ops.map((op, opIdx) => runner.apply(op, opIdx));
    expect(outcomes).toContainEqual({ kind: 'failed', reason: 'no end in 20 moves' });
  });

  it('notices a map value that user space did not write', () => {
    const spoil = ({ ops }: GoldenCase): boolean => {
      const set = ops.find((op) => op.op === 'set');
      if (set) Object.assign(set, { val: '00' });
      return set !== undefined;
    };
    expect(noticed(isa, spoil)).toBe(true);
  });

  it('notices another value read back from a map', () => {
    const spoil = ({ ops }: GoldenCase): boolean => {
      const get = ops.find((op) => op.op === 'get');
      if (get) Object.assign(get, { result: { errno: 0, v: 'ff00000000000000' } });
      return get !== undefined;
    };
    expect(noticed(tails, spoil)).toBe(true);
  });

  it('notices a byte that pops the wrong register', () => {
    const spoil = (golden: GoldenCase): boolean => {
      const text = JSON.stringify(golden);
      // pop rbx; leave; ret becomes pop rdx; leave; ret.
      const spoilt = text.replaceAll('5bc9c3cc', '5ac9c3cc');
      Object.assign(golden, JSON.parse(spoilt));
      return spoilt !== text;
    };
    expect(noticed(isa, spoil)).toBe(true);
  });
});
