// Images as `objdump -d` prints them, to be pasted into a mail or compared with a tool's output.
// Authority: GNU binutils 2.40, by observation; the tests hold its output.

import { bytesToHex } from '../../core/base/index.ts';
import type { FuncImage } from '../../core/jit/index.ts';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { decodeInsn, printAtt, printIntel, type Symbolize } from '../../core/x86/index.ts';
import type { FuncSection } from './byte-rows.ts';
import { imageInMemory } from './image-memory.ts';
import type { Syntax } from './insn-text.ts';

const BYTES_PER_LINE = 7;
const MNEMONIC_WIDTH = 6;

/** Words that stand before a mnemonic; objdump counts them into its column. */
const HEAD =
  /^((?:(?:lock|rep|repz|repnz|data16|addr32|bnd|notrack|xacquire|xrelease|[c-gs]s|rex(?:\.[WRXB]+)?) )*\S+) (.+)$/;

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

/** Names of addresses as objdump writes them: `<entry>`, `<entry+0x3b>`, or those of the kernel. */
function symbolizer(result: LabResult): Symbolize {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  images.sort((a, b) => (a.addr < b.addr ? -1 : 1));
  const symbols = new Map([...result.symbols].map(([name, addr]) => [addr, name]));
  return (addr) => {
    const symbol = symbols.get(addr);
    if (symbol !== undefined) return `<${symbol}>`;
    // One past the end belongs to the function too, unless another begins there.
    const image = images.findLast((one) => addr >= one.addr);
    if (!image || addr > image.addr + lengthOf(image)) return null;
    const off = addr - image.addr;
    return off === 0n ? `<${image.name}>` : `<${image.name}+0x${off.toString(16)}>`;
  };
}

function lengthOf({ bytes }: FuncImage): bigint {
  return BigInt(bytes.length);
}

function funcText(image: FuncImage, bytes: Uint8Array, syntax: Syntax, names: Symbolize): string {
  const print = syntax === 'att' ? printAtt : printIntel;
  const lines = [`${image.addr.toString(16).padStart(16, '0')} <${image.name}>:`];
  for (let off = 0; off < bytes.length; ) {
    const insn = decodeInsn(bytes, off);
    const addr = image.addr + BigInt(off);
    lines.push(...objdumpLines(insn.bytes, addr, print(insn, addr, names)));
    off += insn.length;
  }
  return lines.join('\n');
}

/** Functions as `objdump -d` lists them, with the bytes that memory holds; '' for none. */
export function objdumpText(
  result: LabResult,
  view: MachineView | null,
  sections: readonly FuncSection[],
  syntax: Syntax,
): string {
  const names = symbolizer(result);
  const funcs = sections.flatMap(({ image, progIdx, funcIdx }) =>
    image ? [funcText(image, imageInMemory(result, view, progIdx, funcIdx), syntax, names)] : [],
  );
  return funcs.length === 0 ? '' : `${funcs.join('\n\n')}\n`;
}
