import { describe, expect, it } from 'vitest';
import { type Lab, parseLab } from '../../../src/core/asm/index.ts';
import { printInsn } from '../../../src/core/bpf/index.ts';

function parseClean(text: string): Lab {
  const { lab, diagnostics } = parseLab(text);
  expect(diagnostics).toEqual([]);
  return lab;
}

/** Instructions of the first program, as text. */
function body(text: string): string[] {
  const lab = parseClean(`.map jmp prog_array max_entries=2\n.prog p tc\n${text}`);
  return (lab.progs[0]?.insns ?? []).map(({ slots }) => printInsn(slots));
}

const THREAD_LAB = `
// CPU 0 is caught between the two poke sites while CPU 1 empties the slot.
.kernel 6.1

.map  jmp_table prog_array max_entries=2

.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call          // or: call 12
        r1 = r6                 // reached when the slot is empty
        call after
        exit

.func after                     // BPF-to-BPF subprogram
        r0 = 1
        exit

.prog target_a tc
        r0 = 10
        exit

.init
        jmp_table[0] = target_a

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1, 10}
`;

describe('parseLab', () => {
  it('reads the lab of the mailing-list thread', () => {
    const lab = parseClean(THREAD_LAB);
    expect(lab.kernel?.profile.name).toBe('6.1');
    expect(lab.maps).toMatchObject([
      { name: 'jmp_table', type: 'prog_array', maxEntries: 2, keySize: 4, valueSize: 4 },
    ]);
    expect(lab.progs.map(({ name, type, section }) => [name, type, section])).toEqual([
      ['entry', 'sched_cls', 'tc'],
      ['target_a', 'sched_cls', 'tc'],
    ]);
    expect(lab.progs[0]?.insns.map(({ slots }) => printInsn(slots))).toEqual([
      'r6 = r1',
      'ld_pseudo r2, 1, 0',
      'r3 = 0',
      'call 12',
      'r1 = r6',
      'call pc-1',
      'exit',
    ]);
    expect(lab.progs[0]?.insns.map(({ ref }) => ref?.kind)).toEqual([
      undefined,
      'map',
      undefined,
      undefined,
      undefined,
      'func',
      undefined,
    ]);
    expect(lab.init).toMatchObject([{ kind: 'update', key: 0, prog: { name: 'target_a' } }]);
    expect(lab.cpus).toMatchObject([
      { cpu: 0, ops: [{ kind: 'run', times: 1, len: null }] },
      { cpu: 1, ops: [{ kind: 'delete', key: 0 }] },
    ]);
    expect(lab.expects).toMatchObject([{ subject: { kind: 'retval', cpu: 0 }, values: [1, 10] }]);
  });

  it('gives an empty lab for an empty text', () => {
    const lab = parseClean('');
    expect(lab).toEqual({
      kernel: null,
      maps: [],
      progs: [],
      funcs: [],
      init: [],
      cpus: [],
      expects: [],
      protocols: [],
      layout: null,
    });
  });

  it('gives every insn the span of its statement, without comments', () => {
    const text = '.prog p tc\n a: r1 = 1 ; r2 = 2 ll // two slots\n\tif r1 == r2 goto a # back\n';
    const insns = parseClean(text).progs[0]?.insns ?? [];
    expect(insns.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'r1 = 1',
      'r2 = 2 ll',
      'if r1 == r2 goto a',
    ]);
  });

  it('resolves labels in both directions, counting a 64-bit constant as two slots', () => {
    expect(body('goto end\n r1 = 1 ll\nend: goto end\n gotol end\n may_goto end')).toEqual([
      'goto +2',
      'r1 = 1 ll',
      'goto -1',
      'gotol -2',
      'may_goto -3',
    ]);
  });

  it('resolves numbered labels to the nearest one before or after', () => {
    expect(body('1: goto 1f\n goto 1b\n1: goto 1b\n goto 1f\n1: exit')).toEqual([
      'goto +1',
      'goto -2',
      'goto -1',
      'goto +0',
      'exit',
    ]);
  });

  it('takes a call as a function first, then as a label of the body, then as a helper', () => {
    expect(body('call get_prandom_u32\n call bpf_ktime_get_ns\n call 5\n exit')).toEqual([
      'call 7',
      'call 5',
      'call 5',
      'exit',
    ]);
    expect(body('call local\n exit\nlocal: exit')).toEqual(['call pc+1', 'exit', 'exit']);
    const lab = parseClean('.func tail_call\nexit\n.prog p tc\ncall tail_call\nexit');
    expect(lab.progs[0]?.insns[0]?.ref).toMatchObject({ kind: 'func', name: 'tail_call' });
  });

  it('takes `NAME ll` as the map, `NAME + N ll` as an address in its value', () => {
    const text = '.map m array max_entries=1\n.prog p tc\nr1 = m ll\nr2 = m + 4 ll\nr3 = m+0 ll';
    const insns = parseClean(text).progs[0]?.insns ?? [];
    expect(insns.map(({ slots, ref }) => [printInsn(slots), ref?.kind, ref?.addend])).toEqual([
      ['ld_pseudo r1, 1, 0', 'map', 0],
      ['ld_pseudo r2, 2, 17179869184', 'map_value', 4],
      ['ld_pseudo r3, 2, 0', 'map_value', 0],
    ]);
  });

  it('takes raw slots, and the two of a 64-bit constant together', () => {
    expect(body('.8byte 0x1b7, 0x518, 0\n.quad 0x95')).toEqual(['r1 = 0', 'r5 = 0 ll', 'exit']);
  });

  it('knows all libbpf section names and whether they sleep', () => {
    const lab = parseClean(
      '.prog a xdp\n.prog b fentry.s/do_nanosleep\n.prog c syscall\n.prog d cgroup/bind4\n.prog e lsm sleepable',
    );
    expect(lab.progs.map(({ type, sleepable }) => [type, sleepable])).toEqual([
      ['xdp', false],
      ['tracing', true],
      ['syscall', true],
      ['cgroup_sock_addr', false],
      ['lsm', true],
    ]);
  });

  it('reads every statement of .cpu and .expect', () => {
    const lab = parseClean(
      `.map m prog_array max_entries=4
       .prog a tc
       exit
       .cpu 3
       run a times=2 len=100; update m[0x1] = a
       m[3] = a
       delete m[1]
       load a
       unload a
       close m
       .expect
       retval(3) == -1
       slot(m[1]) in {a, none}`,
    );
    expect(lab.cpus[0]?.ops.map(({ kind }) => kind)).toEqual([
      'run',
      'update',
      'update',
      'delete',
      'load',
      'unload',
      'close',
    ]);
    expect(lab.cpus[0]?.ops[0]).toMatchObject({ times: 2, len: 100 });
    expect(lab.expects.map(({ subject, values }) => [subject.kind, values])).toEqual([
      ['retval', [0xffffffff]],
      ['slot', ['a', 'none']],
    ]);
  });

  it('keeps the body of a protocol as it was written, up to the next directive', () => {
    const text =
      '.protocol map_poke mine\n  // why\n  if (new) { a[0]; }\n\n// of layout\n.layout check target\n.protocol text_poke memcpy\n';
    const lab = parseClean(text);
    const [mine, library] = lab.protocols;
    expect(mine?.body?.text).toBe('  // why\n  if (new) { a[0]; }');
    expect(text.slice(mine?.body?.span.start, mine?.body?.span.end)).toBe(mine?.body?.text);
    expect(library).toMatchObject({ role: 'text_poke', name: 'memcpy', body: null });
    expect(lab.layout?.name).toBe('check target');
  });

  it('reads lines that end in CR LF, and a byte order mark, as if they were not there', () => {
    const crlf = `\ufeff${THREAD_LAB.replaceAll('\n', '\r\n')}`;
    const texts = (lab: Lab): string[][] =>
      lab.progs.map(({ insns }) => insns.map(({ slots }) => printInsn(slots)));
    expect(texts(parseClean(crlf))).toEqual(texts(parseClean(THREAD_LAB)));
  });

  it('does not depend on the order of the parts', () => {
    const [kernel = '', ...parts] = THREAD_LAB.split(/^(?=\.)/m);
    const reversed = parseClean([kernel, ...parts.reverse()].join(''));
    const lab = parseClean(THREAD_LAB);
    expect(reversed.progs.map(({ name }) => name).sort()).toEqual(
      lab.progs.map(({ name }) => name).sort(),
    );
    expect(reversed.cpus.map(({ cpu }) => cpu)).toEqual([1, 0]);
  });

  it('goes on after errors and keeps what is right', () => {
    const { lab, diagnostics } = parseLab(
      '.prog p tc\n r1 = \n r2 = 2\n bogus\n r3 = r99\n exit\n.prog q tc\n exit',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'asm/too-few-operands',
      'asm/unknown-insn',
      'asm/invalid-operand',
    ]);
    expect(lab.progs.map(({ name }) => name)).toEqual(['p', 'q']);
    expect(lab.progs[0]?.insns.map(({ slots }) => printInsn(slots))).toEqual(['r2 = 2', 'exit']);
  });

  it('stops reporting at 500 and says how many it left out', () => {
    const { diagnostics } = parseLab(`.prog p tc\n${'bogus\n'.repeat(700)}`);
    expect(diagnostics.length).toBe(501);
    expect(diagnostics.at(-1)?.message).toBe('too many errors emitted, stopping now (200 more)');
  });
});
