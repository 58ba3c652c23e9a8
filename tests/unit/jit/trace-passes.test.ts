import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, hexToBytes } from '../../../src/core/base/index.ts';
import type { Insn } from '../../../src/core/bpf/index.ts';
import {
  type JitError,
  JUMP_FORMS,
  layoutProg,
  type PassTrace,
  type TracedPass,
  tracePasses,
} from '../../../src/core/jit/index.ts';
import { type KernelProfile, resolveProfile } from '../../../src/core/kernel/index.ts';
import type { Xlated } from '../../../src/core/rewrite/index.ts';
import { xlatedOfDump } from '../../oracle/checks/xlated.ts';
import { type GoldenCase, type GoldenDump, readBoot, readJsonLines } from '../../oracle/golden.ts';
import { profileForGolden } from '../../oracle/profile.ts';
import { EXIT, funcCall, goto, insn, jeq, mov, profileOf, program } from './programs.ts';

const GOLDEN = join(import.meta.dirname, '../../oracle/golden');

function traceOf(xlated: Xlated, funcIdx = 0, profile = profileOf()): PassTrace {
  const trace = tracePasses(xlated, funcIdx, profile);
  if (!trace.ok) throw new Error(trace.error.message);
  return trace.value;
}

function kernel(version: string): KernelProfile {
  const profile = resolveProfile(version, []);
  if (!profile.ok) throw new Error(profile.error.message);
  return profile.value;
}

/** Jumps that each reach over a neighbour's jump and 118 bytes more: they become short one a pass. */
function nested(count: number, body = 11, reach = 24): Insn[] {
  const insns: Insn[] = [];
  for (let i = 0; i < count; i++) {
    insns.push(jeq(reach), ...Array.from({ length: body }, (_, k) => mov(k + 1)));
  }
  return [...insns, ...Array.from({ length: 40 }, () => mov(1)), EXIT];
}

function formsOf(pass: TracedPass | undefined): string[] {
  return [...(pass?.forms ?? [])].map((form) => JUMP_FORMS[form] ?? '?');
}

/** The jump at `byteOff` of a kernel's bytes: its form, bytes of nops before it, and distance. */
function decodedJump(bytes: Uint8Array, from: number, to: number, isCond: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const near = isCond ? 6 : 5;
  const opcode = bytes[to - near];
  const isNear = isCond
    ? opcode === 0x0f && (at(bytes, to - near + 1) & 0xf0) === 0x80
    : opcode === 0xe9;
  if (to - from >= near && isNear) return `near ${to - near - from} ${view.getInt32(to - 4, true)}`;
  const short = bytes[to - 2] ?? 0;
  const isShort = isCond ? (short & 0xf0) === 0x70 : short === 0xeb;
  if (to - from >= 2 && isShort) return `short ${to - 2 - from} ${view.getInt8(to - 1)}`;
  return `none ${to - from} 0`;
}

/** What the image pass says of each jump, and what stands in the kernel's bytes. */
function compareJumps(trace: PassTrace, bytes: Uint8Array): { said: string[]; found: string[] } {
  const image = trace.passes.at(-1);
  const said: string[] = [];
  const found: string[] = [];
  if (image?.kind !== 'image') throw new Error('no image pass');
  for (const [jumpIdx, { insnIdx, kind, before }] of trace.jumps.entries()) {
    const slot = insnIdx - trace.start;
    const form = JUMP_FORMS[at(image.forms, jumpIdx)];
    const label = `${insnIdx}:`;
    said.push(
      `${label} ${form} ${at(image.nops, jumpIdx)} ${form === 'none' ? 0 : at(image.distances, jumpIdx)}`,
    );
    const from = at(image.addrs, slot) + before;
    found.push(`${label} ${decodedJump(bytes, from, at(image.addrs, slot + 1), kind === 'cond')}`);
  }
  return { said, found };
}

interface Seen {
  jumps: number;
  padded: number;
  gaveUp: number;
  funcs: number;
}

function checkDump(golden: GoldenCase, folder: string, dump: GoldenDump, seen: Seen): void {
  const boot = readBoot(join(GOLDEN, folder, 'isa.jsonl.gz'));
  const profile = profileForGolden(folder);
  const xlated = xlatedOfDump(golden, boot, dump);
  if (profile === undefined || !xlated.ok) throw new Error(`${golden.name}: no insns`);
  const layout = layoutProg(xlated.value, profile);
  const faults: JitError[] = [];
  for (const [funcIdx, func] of (dump.jited ?? []).entries()) {
    const trace = traceOf(xlated.value, funcIdx, profile);
    seen.funcs += 1;
    // A program whose functions do not all come to rest has no image at all.
    if (!layout.ok) {
      expect(func.bytes, golden.name).toBe('');
      if (trace.fault !== null) faults.push(trace.fault);
      continue;
    }
    const own = at(layout.value.funcs, funcIdx);
    const told = trace.passes.map(({ kind, length, padding }) => ({ kind, length, padding }));
    expect(told).toEqual(own.passes);
    expect(trace.passes[0]?.addrs).toEqual(own.firstPassAddrs);
    expect(trace.passes.at(-1)?.addrs).toEqual(own.addrs);
    expect(trace.passes.at(-1)?.length).toBe(func.len);
    const { said, found } = compareJumps(trace, hexToBytes(func.bytes));
    expect(said, `${golden.name} ${func.addr}`).toEqual(found);
    seen.jumps += said.length;
    seen.padded += trace.passes.at(-1)?.nops.filter((size) => size > 0).length ?? 0;
  }
  if (layout.ok) return;
  expect(faults[0], golden.name).toEqual(layout.error);
  seen.gaveUp += 1;
}

/** Every program of a folder's instructions whose name begins so, as dumped first. */
function checkFolder(folder: string, names: RegExp): Seen {
  const seen: Seen = { jumps: 0, padded: 0, gaveUp: 0, funcs: 0 };
  for (const golden of readJsonLines<GoldenCase>(join(GOLDEN, folder, 'isa.jsonl.gz'))) {
    if (!names.test(golden.name)) continue;
    const op = golden.ops.find((one) => one.op === 'dump');
    if (op?.op === 'dump') checkDump(golden, folder, { p: op.p, ...op.result }, seen);
  }
  return seen;
}

describe('tracePasses', { timeout: 60_000 }, () => {
  it.each([
    '5.9-plain',
    '5.10-plain',
    '5.15-plain',
    '6.6-plain',
    '6.12-plain',
    '6.19-plain',
    '7.1-plain',
  ])('ends at the bytes of %s, jump for jump', (folder) => {
    expect(checkFolder(folder, /^(jmp|disp|converge|x-torture)/).funcs).toBeGreaterThan(10);
  });

  it('ends at the bytes of 6.1 where jumps are padded', () => {
    const seen = checkFolder('6.1-plain', /^(disp|converge|x-torture)/);
    expect(seen.jumps).toBeGreaterThan(3_000);
    expect(seen.padded).toBeGreaterThan(50);
  });

  it('takes what lies ahead for 64 bytes an insn in the first pass', () => {
    const { passes, rules } = traceOf(program([jeq(1), mov(1), EXIT]));
    expect(rules.firstGuess).toBe(64);
    expect([...(passes[0]?.distances ?? [])]).toEqual([64]);
    expect([...(passes[1]?.distances ?? [])]).toEqual([5]);
  });

  it('tells the pass in which a jump becomes short, and the distance that let it', () => {
    const { passes, rules, convergedAt } = traceOf(program(nested(3)));
    const first = passes.map((pass) => [formsOf(pass)[0], pass.distances[0]]);
    const short = first.findIndex(([form]) => form === 'short');
    expect(short).toBeGreaterThan(0);
    for (const [form, distance] of first.slice(0, short)) {
      expect(form).toBe('near');
      expect(distance).toBeGreaterThan(rules.shortMax);
    }
    for (const [form, distance] of first.slice(short)) {
      expect(form).toBe('short');
      expect(distance).toBeLessThanOrEqual(rules.shortMax);
    }
    expect(convergedAt).toBe(passes.length - 2);
    expect(passes.at(-1)?.kind).toBe('image');
  });

  it('pads from pass 15 on, by what the near form had more', () => {
    const { passes, jumps } = traceOf(program(nested(60)));
    const padded = passes.flatMap((pass, passIdx) => (pass.nops.some(Boolean) ? [passIdx] : []));
    expect(padded[0]).toBe(15);
    const image = passes.at(-1);
    const sizes = [...(image?.nops ?? [])].filter((size) => size > 0);
    expect(new Set(sizes)).toEqual(new Set([4]));
    expect(jumps.every(({ kind }) => kind === 'cond')).toBe(true);
  });

  it('keeps the passes of a kernel that never pads and gives up', () => {
    const { passes, convergedAt, fault, rules } = traceOf(program(nested(60)), 0, kernel('5.10'));
    expect(rules.paddingFrom).toBeNull();
    expect(convergedAt).toBeNull();
    expect(fault?.code).toBe('jit/not-converged');
    expect(passes.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'shrink'));
    expect(passes.every(({ nops }) => !nops.some(Boolean))).toBe(true);
  });

  it('knows a goto to the next insn, a second exit and the compare before a jump', () => {
    const { jumps, passes } = traceOf(program([jeq(2), goto(0), EXIT, EXIT]));
    expect(jumps).toEqual([
      { insnIdx: 0, target: 3, kind: 'cond', before: 3 },
      { insnIdx: 1, target: 2, kind: 'goto', before: 0 },
      { insnIdx: 3, target: 2, kind: 'exit', before: 0 },
    ]);
    expect(formsOf(passes.at(-1))).toEqual(['short', 'none', 'short']);
  });

  it('follows each function of a program by itself', () => {
    const insns = [funcCall(1, 1), EXIT, jeq(0), EXIT];
    const xlated = program(insns, { starts: [2] });
    expect(traceOf(xlated, 0).jumps).toEqual([]);
    const { start, end, jumps } = traceOf(xlated, 1);
    expect([start, end]).toEqual([2, 4]);
    expect(jumps.map(({ insnIdx, target }) => [insnIdx, target])).toEqual([[2, 3]]);
  });

  it('says where an insn is that no pass can take', () => {
    const trace = tracePasses(program([mov(1), insn(0xff), EXIT]), 0, profileOf());
    expect(trace).toMatchObject({ ok: false, error: { code: 'jit/unknown-opcode', insnIdx: 1 } });
  });
});
