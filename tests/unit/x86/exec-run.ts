// Runs one instruction from a state that is written as text, and tells what changed.
//
// A state is words with blanks between: `rax=ff` (hex, 64 bits), `m1000=ff` (8 bytes of memory,
// little-endian, at 0x1000), `rip=400000`, `gs=1000` (base), and names of flags that are set. What
// is not named is 0. Memory that may be touched is 0x1000..0x10ff; code is at 0x400000.

import { bytesToHex, hexToBytes } from '../../../src/core/base/index.ts';
import {
  type AccessLen,
  decodeInsn,
  execInsn,
  FLAG,
  gprWord,
  prepareInsn,
  printIntel,
  REGFILE,
  readRegister,
  writeRegister,
  X86_STOP,
  X86Cpu,
  type X86Memory,
} from '../../../src/core/x86/index.ts';

const GPRS = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');
const WORDS = new Map<string, number>([
  ...GPRS.map((name, num): [string, number] => [name, gprWord(num)]),
  ['rip', REGFILE.rip],
]);
const FLAGS: Readonly<Record<string, number>> = FLAG;
/** Bits that are no flags of ours must survive: bit 1, and the two of the I/O privilege level. */
const FOREIGN_FLAGS = 0x3002;

const FIRST = 0x1000;
const LAST = 0x10ff;
export const CODE = 0x40_0000n;

class TestMemory implements X86Memory {
  lo = 0;
  hi = 0;
  readonly bytes = new DataView(new ArrayBuffer(LAST - FIRST + 1));

  private place(addrLo: number, addrHi: number, byteLen: number): number {
    const isKnown = addrHi === 0 && addrLo >= FIRST && addrLo + byteLen - 1 <= LAST;
    return isKnown ? addrLo - FIRST : -1;
  }

  load(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const at = this.place(addrLo, addrHi, byteLen);
    if (at < 0) return false;
    // The upper word of a short load is nobody's business.
    this.hi = byteLen === 8 ? this.bytes.getInt32(at + 4, true) : 0x5aa5;
    if (byteLen >= 4) this.lo = this.bytes.getInt32(at, true);
    else this.lo = byteLen === 2 ? this.bytes.getUint16(at, true) : this.bytes.getUint8(at);
    return true;
  }

  store(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const at = this.place(addrLo, addrHi, byteLen);
    if (at < 0) return false;
    const value = (BigInt(this.hi) << 32n) | BigInt(this.lo >>> 0);
    for (let i = 0; i < byteLen; i++) {
      this.bytes.setUint8(at + i, Number((value >> BigInt(8 * i)) & 0xffn));
    }
    return true;
  }
}

/** Base of the register file in its words: not 0, so that forgetting it shows. */
const BASE = 3;

export function makeCpu(): X86Cpu {
  const cpu = new X86Cpu(new Int32Array(REGFILE.size + BASE), BASE, new TestMemory());
  cpu.words[BASE + REGFILE.flags] = FOREIGN_FLAGS;
  writeRegister(cpu, REGFILE.rip, CODE);
  return cpu;
}

function setWord(cpu: X86Cpu, word: string): void {
  const [name = '', text = ''] = word.split('=');
  const register = WORDS.get(name);
  const value = BigInt(`0x${text === '' ? '0' : text}`);
  if (register !== undefined) writeRegister(cpu, register, value);
  else if (name === 'gs') cpu.gsLo = Number(value);
  else if (/^m[0-9a-f]{4}$/.test(name) && cpu.memory instanceof TestMemory) {
    cpu.memory.bytes.setBigUint64(Number.parseInt(name.slice(1), 16) - FIRST, value, true);
  } else {
    const flag = FLAGS[name];
    if (flag === undefined) throw new Error(`state word ${word}`);
    cpu.words[BASE + REGFILE.flags] = (cpu.words[BASE + REGFILE.flags] ?? 0) | flag;
  }
}

export function cpuFrom(state: string): X86Cpu {
  const cpu = makeCpu();
  for (const word of state.split(' ').filter((part) => part !== '')) setWord(cpu, word);
  return cpu;
}

/** The state as words: registers and memory that are not 0, and flags. */
export function stateOf(cpu: X86Cpu): string {
  const words = [...WORDS].map(([name, word]): [string, bigint] => [name, readRegister(cpu, word)]);
  if (cpu.memory instanceof TestMemory) {
    for (let at = 0; at <= LAST - FIRST; at += 8) {
      words.push([`m${(FIRST + at).toString(16)}`, cpu.memory.bytes.getBigUint64(at, true)]);
    }
  }
  const flags = cpu.words[BASE + REGFILE.flags] ?? 0;
  const names = Object.keys(FLAGS).filter((name) => (flags & (FLAGS[name] ?? 0)) !== 0);
  if ((flags & FOREIGN_FLAGS) !== FOREIGN_FLAGS) names.push('FOREIGN FLAGS LOST');
  const values = words.filter(([, value]) => value !== 0n);
  return [...values.map(([name, value]) => `${name}=${value.toString(16)}`), ...names].join(' ');
}

/** Runs instruction `hex`; `text` is Intel's spelling of it, `stop` the name of a stop. */
export function runOne(hex: string, before: string): { text: string; stop: string; cpu: X86Cpu } {
  const insn = decodeInsn(hexToBytes(hex), 0);
  if (insn.kind === 'insn' && bytesToHex(insn.bytes) !== hex) throw new Error(`length of ${hex}`);
  const cpu = cpuFrom(before);
  const stop = execInsn(cpu, prepareInsn(insn));
  const name = Object.entries(X86_STOP).find(([, value]) => value === stop)?.[0] ?? `${stop}`;
  return { text: printIntel(insn, CODE), stop: name, cpu };
}

/** One rule: bytes, the text they mean, the state before, and what is different behind it. */
type Rule = readonly [hex: string, text: string, before: string, changes: string];

/**
 * Differences between rules and what happens, as lines; none when all hold. `changes` lists every
 * register and memory word that differs (`rax=0` for one that became 0), and all flags that are
 * set; rip counts only when it is not the next instruction's.
 */
export function brokenRules(rules: readonly Rule[]): string[] {
  return rules.flatMap(([hex, text, before, changes]) => {
    const outcome = runOne(hex, before);
    const flagless = before.split(' ').filter((word) => FLAGS[word] === undefined);
    const ripAfter = (CODE + BigInt(hex.length / 2)).toString(16);
    const expected = stateOf(cpuFrom(`${flagless.join(' ')} rip=${ripAfter} ${changes}`));
    const seen = stateOf(outcome.cpu);
    const lines: string[] = [];
    if (outcome.text !== text) lines.push(`${hex} is ${outcome.text}, not ${text}`);
    if (outcome.stop !== 'none') lines.push(`${text} stops: ${outcome.stop}`);
    if (seen !== expected) lines.push(`${text} from ${before}: ${seen}, not ${expected}`);
    return lines;
  });
}
