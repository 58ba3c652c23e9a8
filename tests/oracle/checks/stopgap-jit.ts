// Stopgap until the verifier is there: poke sites found by pattern in the first dump of a program.

import { hexToBytes } from '../../../src/core/base/index.ts';
import { type Insn } from '../../../src/core/bpf/index.ts';
import type { JitProg, PokeDescriptor } from '../../../src/core/jit/index.ts';
import { dumpsOf } from '../addresses.ts';
import type { GoldenCase } from '../golden.ts';

interface Call {
  mapIdx: number;
  key: number;
}

function decode(hex: string): Insn[] {
  const b = Buffer.from(hex, 'hex');
  const out: Insn[] = [];
  for (let i = 0; i < b.length; i += 8)
    out.push({
      code: b[i]!,
      dst: b[i + 1]! & 15,
      src: b[i + 1]! >> 4,
      off: b.readInt16LE(i + 2),
      imm: b.readInt32LE(i + 4),
    });
  return out;
}

function calls(insns: Insn[]): Call[] {
  const out: Call[] = [];
  let mapIdx = -1;
  let key = -1;
  for (const insn of insns) {
    if (insn.code === 0x18 && insn.dst === 2) mapIdx = insn.imm;
    if ((insn.code === 0xb7 || insn.code === 0xb4) && insn.dst === 3) key = insn.imm;
    if (insn.code === 0x85 && insn.src === 0 && insn.imm === 12) out.push({ mapIdx, key });
  }
  return out;
}

export function stopgapJit(golden: GoldenCase, progIdx: number): JitProg | null {
  const dump = dumpsOf(golden).find((d) => d.p === progIdx && d.jited);
  if (!dump?.jited) return null;
  const prog = golden.progs[progIdx]!;
  const all = calls(decode(dump.xlated && dump.xlated !== '=insns' ? dump.xlated : prog.insns));
  let next = 0;
  const pokeTab: PokeDescriptor[] = [];
  const funcs = dump.jited.map((f, funcIdx) => {
    const addr = BigInt(`0x${f.addr}`);
    const bytes = hexToBytes(f.bytes);
    for (const m of f.bytes.matchAll(
      /83f82173..83c0018985........(e9........|0f1f440000|488b8cd6)/g,
    )) {
      if (m.index % 2) continue;
      const call = all[next++];
      if (m[1] === '488b8cd6' || !call) continue;
      const bypassOff = (m.index + m[0].length - 10) / 2;
      let o = bypassOff + 5;
      for (;;) {
        if (bytes[o] === 0x41 && bytes[o + 1]! >= 0x5d && bytes[o + 1]! <= 0x5f) o += 2;
        else if (bytes[o] === 0x5b || bytes[o] === 0x58) o++;
        else if (bytes[o] === 0x48 && bytes[o + 1] === 0x81 && bytes[o + 2] === 0xc4) o += 7;
        else break;
      }
      bytes.set([0x0f, 0x1f, 0x44, 0, 0], o);
      bytes.set([0xe9, o - bypassOff, 0, 0, 0], bypassOff);
      pokeTab.push({
        tailcallTarget: addr + BigInt(o),
        tailcallBypass: addr + BigInt(bypassOff),
        bypassAddr: addr + BigInt(o + 5),
        adjOff: 11,
        mapIdx: call.mapIdx,
        key: call.key,
        insnIdx: 0,
        funcIdx,
        targetOff: o,
        bypassOff,
      });
    }
    return { name: `f${funcIdx}`, funcIdx, addr, bytes } as never as JitProg['funcs'][number];
  });
  return { name: prog.name, progIdx, funcs, pokeTab };
}
