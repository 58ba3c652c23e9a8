import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import { compile, type Override } from '../../../src/core/pipeline/index.ts';

const DIRECT = `.kernel 6.1
.map t prog_array max_entries=4
.prog a socket
  r2 = t ll
  r3 = 0
  call 12
  r0 = 100
  exit
.prog b socket
  r0 = 200
  exit
.cpu 0
  update t[0] = b
  delete t[0]
`;

function codes(text: string): string[] {
  return compile(text).diagnostics.map((d) => d.code);
}

describe('compile', () => {
  it('emits what the kernel emitted for the same program, apart from addresses', () => {
    const [prog] = compile(DIRECT).progs;
    const bytes = prog?.jit?.funcs[0]?.bytes ?? new Uint8Array();
    // tc-direct-csnone-st0 of 6.1-plain; the map's address (bytes 14 to 21) is left out
    expect(bytesToHex(bytes.slice(0, 14))).toBe('0f1f44000031c0554889e55048be');
    expect(bytesToHex(bytes.slice(22))).toBe(
      '31d28b85fcffffff83f821731483c0018985fcffffffe906000000580f1f440000b864000000c9c3cc',
    );
  });

  it('runs the loads, then .init, then the CPUs', () => {
    const { timeline } = compile(DIRECT);
    expect(timeline?.stopped).toBeNull();
    const actors = timeline?.steps.map((step) => step.actor) ?? [];
    expect(actors[0]).toBe(0);
    expect(timeline?.zero).toBe(actors.findIndex((actor) => actor >= 2));
    expect(timeline?.actors.map((actor) => actor.name)).toContain('CPU 0');
  });

  it('leaves loading to the statement that asks for it, in .init as well', () => {
    const text = '.prog p tc\n  r0 = 0\n  exit\n.prog q tc\n  r0 = 0\n  exit\n';
    const loaders = (more: string): (readonly [number, number])[] =>
      (compile(text + more).timeline?.steps ?? []).flatMap(({ actor, events }) =>
        events.flatMap((event) =>
          event.kind === 'op-end' && event.op.kind === 'load' && event.errno === 0
            ? [[actor, event.op.progIdx] as const]
            : [],
        ),
      );
    expect(loaders('.init\n  load p\n')).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(loaders('.cpu 0\n  load q\n')).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  it('waits for a grace period exactly once in a delete of one site', () => {
    const events = compile(DIRECT).timeline?.steps.flatMap((step) => step.events) ?? [];
    expect(events.filter((event) => event.kind === 'rcu-begin')).toHaveLength(1);
  });

  it('gives the same result for the same text', () => {
    expect(compile(DIRECT)).toEqual(compile(DIRECT));
  });

  it('can be posted between threads', () => {
    expect(() => structuredClone(compile(DIRECT))).not.toThrow();
  });

  it('refuses an unknown kernel and emits nothing for it', () => {
    const result = compile(DIRECT.replace('6.1', '9.9'));
    expect(result.diagnostics.map((d) => d.code)).toContain('kernel/unknown-version');
    expect(result.progs).toEqual([]);
    expect(result.timeline).toBeNull();
  });

  it('reports a faulty protocol at its place in the lab text', () => {
    const text = `${DIRECT}.protocol text_poke mine\nfrobnicate(site);\n`;
    const found = compile(text).diagnostics.find((d) => d.code.startsWith('protocol/'));
    expect(text.slice(found?.span.start, found?.span.end)).toContain('frobnicate');
  });

  it('runs a protocol that the lab defines', () => {
    const text = `${DIRECT}.protocol text_poke memcpy\nstore(site[0..4], new[0..4]);\n`;
    const { timeline, protocols, diagnostics } = compile(text);
    expect(diagnostics).toEqual([]);
    expect(protocols.textPoke.name).toBe('memcpy');
    const events = timeline?.steps.flatMap((step) => step.events) ?? [];
    expect(events.some((event) => event.kind === 'sync')).toBe(false);
  });

  it('names what the library has when it has no such protocol', () => {
    expect(codes(`${DIRECT}.protocol map_poke t9\n`)).toEqual(['protocol/unknown-name']);
  });

  it('refuses orders of pieces that cannot be', () => {
    expect(codes(`${DIRECT}.layout check target bypass\n`)).toEqual(['layout/behind-target']);
    expect(codes(`${DIRECT}.layout check\n`)).toEqual(['layout/missing-piece']);
  });

  it('lets names of the library win over directives', () => {
    const text = `${DIRECT}.protocol map_poke t9\n.layout check bypass count unwind target\n`;
    const override = { kernel: '6.1 hardened', mapPoke: 't3_restore_at_once', layout: 'v5_10' };
    const { diagnostics, profile, protocols, layout } = compile(text, { override });
    expect(diagnostics).toEqual([]);
    expect(profile.options).toEqual(['hardened']);
    expect(protocols.mapPoke.name).toBe('t3_restore_at_once');
    expect(layout).toMatchObject({ name: 'v5_10', pieces: profile.tailCall.pieces });
  });

  it('reports names that the library does not have, as for directives', () => {
    const found = (override: Override) =>
      compile(DIRECT, { override }).diagnostics.map(({ code }) => code);
    expect(found({ kernel: '2.4' })).toEqual(['kernel/unknown-version']);
    expect(found({ mapPoke: 't9' })).toEqual(['protocol/unknown-name']);
    expect(found({ textPoke: 'v6_1' })).toEqual(['protocol/unknown-name']);
    expect(found({ layout: 'v9' })).toEqual(['layout/unknown-name']);
    expect(codes(`${DIRECT}.layout v9\n`)).toEqual(['layout/unknown-name']);
  });

  it('counts where the kernel does when a layout does not say', () => {
    const { layout } = compile(`${DIRECT}.layout check bypass unwind target\n`);
    expect(layout.pieces).toEqual(['check', 'count', 'bypass', 'unwind', 'target']);
  });

  it('does not let the verifier repeat what the assembler found in a body', () => {
    const broken = '.prog broken socket\n  r6 = nowhere ll\n  r0 = r6\n  exit\n';
    const caller = '.prog caller socket\n  call f\n  exit\n.func f\n  r0 = \n  exit\n';
    const refused = '.prog refused socket\n  exit\n';
    const found = compile(`${DIRECT}${broken}${caller}${refused}`).diagnostics;
    expect(found.map((d) => d.code)).toEqual([
      'asm/undefined-symbol',
      'asm/too-few-operands',
      'verifier/uninitialised',
    ]);
    expect(found.at(-1)?.message).toBe('R0 !read_ok');
  });

  it('does not report a map again that could not be declared', () => {
    const text = '.map t prog_array\n.prog p socket\n  r2 = t ll\n  r0 = 0\n  exit\n';
    expect(codes(text)).toEqual(['asm/missing-token']);
  });

  it('keeps running when the verifier refuses one program', () => {
    const result = compile(`${DIRECT}.prog broken socket\n  exit\n`);
    expect(result.diagnostics.map((d) => d.message)).toEqual(['R0 !read_ok']);
    expect(result.progs.map((prog) => prog.jit !== null)).toEqual([true, true, false]);
    expect(result.timeline).not.toBeNull();
  });

  it('judges what a slot holds at the end', () => {
    const expect1 = '.expect\n  slot(t[0]) in {none}\n';
    expect(codes(DIRECT + expect1)).toEqual([]);
    const failing = compile(DIRECT + expect1.replace('none', 'b')).diagnostics;
    expect(failing.map((d) => d.message)).toEqual(['t[0] holds none at the end, not b']);
  });

  it('names the kernel symbols that the images call', () => {
    const text = '.prog p tc\n  call ktime_get_ns\n  r0 = 0\n  exit\n';
    const { symbols, progs } = compile(text);
    const func = progs[0]?.jit?.funcs[0];
    const call = progs[0]?.xlated?.insns[0];
    const base = symbols.get('__bpf_call_base') ?? 0n;
    expect(symbols.get('bpf_ktime_get_ns')).toBe(base + BigInt(call?.imm ?? 0));
    const bytes = func?.bytes ?? new Uint8Array();
    const at = bytes.indexOf(0xe8);
    const disp = new DataView(bytes.buffer, bytes.byteOffset).getInt32(at + 1, true);
    expect((func?.addr ?? 0n) + BigInt(at + 5 + disp)).toBe(symbols.get('bpf_ktime_get_ns'));
  });

  it('takes an empty text', () => {
    expect(compile('').progs).toEqual([]);
  });
});
