// The x86 code of an instruction as lines of text, with names in place of addresses.

import type { Addr } from '../base/index.ts';
import { bytesToHex } from '../base/index.ts';
import { bytesOfSlot, type LabResult } from '../pipeline/index.ts';
import { decodeInsn, printAtt } from '../x86/index.ts';
import type { Became } from './became.ts';

/** More lines than this make no hover. */
const MOST_LINES = 24;
/** objdump prints a target's address and then its name; the name is enough. */
const NAMED_TARGET = /\b[0-9a-f]{8,16} (\S+)$/;

function nameOf(result: LabResult, addr: Addr): string | null {
  for (const [name, symbol] of result.symbols) if (symbol === addr) return name;
  for (const prog of result.progs) {
    for (const { name, addr: start, bytes } of prog.jit?.funcs ?? []) {
      const off = addr - start;
      if (off < 0n || off > BigInt(bytes.length)) continue;
      return off === 0n ? name : `${name}+0x${off.toString(16)}`;
    }
  }
  return null;
}

function x86Line(result: LabResult, bytes: Uint8Array, addr: Addr, off: number): string {
  const mapAt = new Map(result.mapAddrs.map((each, idx) => [each, result.maps[idx]?.name]));
  const text = printAtt(decodeInsn(bytes, 0), addr, (to) => nameOf(result, to))
    .replace(NAMED_TARGET, '$1')
    .replace(/0x[0-9a-f]{12,16}/, (hex) => mapAt.get(BigInt(hex)) ?? hex);
  const hex = bytesToHex(bytes).replace(/(..)(?=.)/g, '$1 ');
  return `+${off.toString(16).padStart(2, '0')}  ${hex.padEnd(29)}  ${text}`;
}

/** Name of the poke site at an offset; empty for other places. */
function siteAt(result: LabResult, progIdx: number, funcIdx: number, off: number): string {
  for (const desc of result.progs[progIdx]?.jit?.pokeTab ?? []) {
    if (desc.funcIdx !== funcIdx) continue;
    if (desc.bypassOff === off) return '  <- P1 bypass';
    if (desc.targetOff !== off) continue;
    return desc.bypassOff === null ? '  <- poke site' : '  <- P2 target';
  }
  return '';
}

/** Lines such as `+1c  48 89 f7  mov    %rsi,%rdi`; empty where there is no code. */
export function x86Lines(result: LabResult, { progIdx, slots }: Became): string[] {
  const lines: string[] = [];
  for (const insnIdx of slots) {
    const range = bytesOfSlot(result, progIdx, insnIdx);
    const func = result.progs[progIdx]?.jit?.funcs[range?.funcIdx ?? -1];
    if (range === undefined || func === undefined) continue;
    for (let off = range.start; off < range.end; ) {
      const rest = func.bytes.subarray(off, range.end);
      const { length } = decodeInsn(rest, 0);
      const own = rest.subarray(0, length);
      const site = siteAt(result, progIdx, func.funcIdx, off);
      lines.push(x86Line(result, own, func.addr + BigInt(off), off) + site);
      off += Math.max(1, length);
    }
  }
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `... ${more} more`] : lines;
}
