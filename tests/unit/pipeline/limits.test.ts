import { describe, expect, it } from 'vitest';
import { MAX_CPUS } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';

const PROG = '.prog p tc\n r0 = 0\n exit\n';
const cpus = (count: number): string =>
  Array.from({ length: count }, (_, cpu) => `.cpu ${cpu}\n run p\n`).join('');

describe('compile', () => {
  it('runs as many CPUs as a lab may have, and refuses one more at its place', () => {
    expect(compile(PROG + cpus(MAX_CPUS)).timeline?.stopped).toBeNull();
    const text = PROG + cpus(MAX_CPUS + 1);
    const { diagnostics, timeline } = compile(text);
    expect(timeline).toBeNull();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'lab/too-many-cpus' });
    expect(text.slice(diagnostics[0]?.span.start)).toMatch(/^\.cpu 28\n/);
  });

  it('cuts a run that executes too many instructions, and says so', () => {
    const loop = '.prog p tc\n r1 = 0\nl:\n r1 += 1\n if r1 < 30000 goto l\n r0 = 0\n exit\n';
    const { timeline } = compile(`${loop}.cpu 0\n run p times=100000\n`);
    expect(timeline?.stopped).toMatch(/^stopped after 10,0\d\d,\d{3} x86 instructions$/);
  }, 30_000);

  it('stops a CPU at a map value that is not kept, and says that it is not modelled', () => {
    const text = `.map m array max_entries=1000000 value_size=64
.prog p tc
 r2 = 0
 *(u32 *)(r10 - 4) = r2
 r2 = r10
 r2 += -4
 r1 = m ll
 call map_lookup_elem
 if r0 == 0 goto o
 r1 = *(u64 *)(r0 + 0)
o: r0 = 0
 exit
.cpu 0
 run p
`;
    const { timeline } = compile(text);
    const verdicts = timeline?.steps.flatMap(({ events }) =>
      events.filter((event) => event.kind === 'verdict'),
    );
    expect(verdicts).toHaveLength(1);
    expect(verdicts?.[0]).toMatchObject({ verdict: 'not-modelled', stops: true });
    expect(timeline?.stopped).toBe('CPU 0 stopped');
  });
});
