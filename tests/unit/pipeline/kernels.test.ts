import { describe, expect, it } from 'vitest';
import { KNOWN_VERSIONS } from '../../../src/core/kernel/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';

const NOT_6_1 = KNOWN_VERSIONS.filter((version) => version !== '6.1');

/** What must not come of a lab that is right on every kernel. */
function wrongs({ diagnostics, timeline }: LabResult): string[] {
  const errors = diagnostics.flatMap((d) => (d.severity === 'error' ? [d.message] : []));
  const stopped = timeline?.stopped ?? null;
  return stopped === null ? errors : [...errors, stopped];
}

function retvals(result: LabResult): number[] {
  return (result.timeline?.steps ?? []).flatMap((step) =>
    step.events.flatMap((event) => (event.kind === 'run-end' ? [event.retval] : [])),
  );
}

/** Made for a JIT that pads: those before 5.12 give one of its programs up. */
const NEEDS_PADDING = 'shrinking-jumps';

describe.each(NOT_6_1)('compile under %s', (version) => {
  // A protocol of the lab's own may be wrong on purpose, and options are those of 6.1.
  const plain = LABS.filter(({ text }) => !/^\.(protocol|layout|kernel 6\.1 \w)/m.test(text));
  // 5.9 refuses tail calls where there are subprograms.
  const usable = plain
    .filter(({ text }) => version !== '5.9' || !text.includes('\n.func'))
    .filter(({ id }) => id !== NEEDS_PADDING || !['5.9', '5.10'].includes(version));

  it.each(usable)('carries the lab $id from text to the end of its run', ({ text }) => {
    const override = { kernel: version };
    expect(wrongs(compile(text, { override }))).toEqual(wrongs(compile(text)));
  });
});

describe('compile under 6.12', () => {
  const SHARED_COUNT = `.kernel VERSION
.map t prog_array max_entries=1
.map n array max_entries=1
.prog a tc
  r6 = r1
  call f
  r1 = r6
  call f
  r0 = 0
  exit
.func f
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 0
  exit
.prog b tc
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 7
  exit
.init
  update t[0] = b
.cpu 0
  run a
`;
  const landings = (version: string): number =>
    (compile(SHARED_COUNT.replace('VERSION', version)).timeline?.steps ?? [])
      .flatMap((step) => step.events)
      .filter((event) => event.kind === 'tail-call').length;

  it('shares one count between two calls of a subprogram, which 6.1 does not', () => {
    expect(landings('6.1')).toBe(66);
    expect(landings('6.12')).toBe(33);
    expect(landings('7.1')).toBe(33);
  });
});

describe('compile of sleepable programs', () => {
  const SLEEPABLE = `.kernel VERSION
.map t prog_array max_entries=1
.prog a KIND
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 1
  exit
.prog b OTHER
  r0 = 2
  exit
.init
  update t[0] = b
.cpu 0
  run a
`;
  const lab = (version: string, kind = 'syscall', other = kind): LabResult =>
    compile(SLEEPABLE.replace('VERSION', version).replace('KIND', kind).replace('OTHER', other));

  it('lets them tail-call on 7.1', () => {
    const result = lab('7.1');
    expect(wrongs(result)).toEqual([]);
    expect(retvals(result)).toEqual([2]);
  });

  it('refuses their prog arrays on 6.12', () => {
    expect(lab('6.12').diagnostics.map((d) => d.code)).toContain('verifier/sleepable-map');
  });

  it('lets only programs that sleep share a prog array with them', () => {
    const owners = (lab('7.1', 'kprobe sleepable', 'kprobe').timeline?.steps ?? []).flatMap(
      (step) => step.events.filter((event) => event.kind === 'owner'),
    );
    expect(owners.map(({ ok }) => ok)).toEqual([true, false]);
  });
});
