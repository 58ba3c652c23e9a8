// Functions as `objdump -d` lists them, to be pasted into a mail or compared with a tool's output.
// Authority: GNU binutils 2.40, by observation; the tests hold its output.

import { bytesToHex } from '../base/index.ts';
import { decodeInsn } from './decode.ts';
import { printAtt, printIntel, type Symbolize } from './print.ts';

const BYTES_PER_LINE = 7;
const MNEMONIC_WIDTH = 6;

/** Words that stand before a mnemonic; objdump counts them into its column. */
const HEAD =
  /^((?:(?:lock|rep|repz|repnz|data16|addr32|bnd|notrack|xacquire|xrelease|[c-gs]s|rex(?:\.[WRXB]+)?) )*\S+) (.+)$/;

/** A function's bytes and where they stand. */
export interface DumpedFunc {
  readonly name: string;
  readonly addr: bigint;
  readonly bytes: Uint8Array;
}

/** `jmp    +0x10`: the mnemonic in a column of its own. */
function inColumns(text: string): string {
  const [, head, rest] = HEAD.exec(text) ?? [];
  return head === undefined ? text : `${head.padEnd(MNEMONIC_WIDTH)} ${rest}`;
}

/** Lines of one insn at `addr`: seven bytes and the text, then the bytes that are left. */
export function objdumpLines(bytes: Uint8Array, addr: bigint, text: string): string[] {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += BYTES_PER_LINE) {
    const hex = `${bytesToHex(bytes.subarray(from, from + BYTES_PER_LINE), ' ')} `;
    const place = (addr + BigInt(from)).toString(16).padStart(8, ' ');
    const tail = from === 0 ? `${hex.padEnd(3 * BYTES_PER_LINE)}\t${inColumns(text)}` : hex;
    lines.push(`${place}:\t${tail}`);
  }
  return lines;
}

/** Names of addresses as objdump writes them: `<entry>`, `<entry+0x3b>`, or those in `symbols`. */
export function objdumpNames(
  funcs: readonly DumpedFunc[],
  symbols: ReadonlyMap<string, bigint>,
): Symbolize {
  const ascending = funcs.toSorted((a, b) => (a.addr < b.addr ? -1 : 1));
  const nameAt = new Map([...symbols].map(([name, addr]) => [addr, name]));
  return (addr) => {
    const symbol = nameAt.get(addr);
    if (symbol !== undefined) return `<${symbol}>`;
    // One past the end belongs to the function too, unless another begins there.
    const func = ascending.findLast((one) => addr >= one.addr);
    if (!func || addr > func.addr + BigInt(func.bytes.length)) return null;
    const off = addr - func.addr;
    return off === 0n ? `<${func.name}>` : `<${func.name}+0x${off.toString(16)}>`;
  };
}

/** The whole function, under its address and name; no newline at its end. */
export function objdumpFunc(func: DumpedFunc, syntax: 'att' | 'intel', names: Symbolize): string {
  const print = syntax === 'att' ? printAtt : printIntel;
  const lines = [`${func.addr.toString(16).padStart(16, '0')} <${func.name}>:`];
  for (let off = 0; off < func.bytes.length; ) {
    const insn = decodeInsn(func.bytes, off);
    const addr = func.addr + BigInt(off);
    lines.push(...objdumpLines(insn.bytes, addr, print(insn, addr, names)));
    off += insn.length;
  }
  return lines.join('\n');
}
