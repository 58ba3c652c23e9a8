// Per-CPU areas: what gs:[...] and per-CPU pointers lead to.
// Authority: Linux 6.1 arch/x86/kernel/setup_percpu.c; from 6.15 on the symbols are kernel addresses
// and gs holds the distance to the CPU's copy, before that they count from zero.

import { assert } from '../../base/index.ts';
import type { PercpuVar } from '../../kernel/index.ts';
import type { EnvInput } from './env-input.ts';
import { roundUp8, toPair } from './map-store.ts';
import { type Backing, MappedRegion, type Pair } from './region.ts';

const UNITS_START = 0xffff_888f_4000_0000n;
/** Bytes of address space for one CPU. */
const UNIT_SIZE = 0x100_0000_0000n;
/** Where allocated per-CPU memory begins within a unit. */
const DYNAMIC_OFF = 0x200_0000n;
/** Symbols are within this distance of where the per-CPU section begins. */
const SECTION_ALIGN = 0x100_0000n;
const KERNEL_HALF = 1n << 63n;

export class PercpuAreas {
  readonly regions: readonly MappedRegion[];
  /** First address of the section that symbols are in; 0 in older kernels. */
  private readonly section: bigint;
  private nextPointer: bigint;

  constructor(input: EnvInput, task: bigint, take: (words: number) => number) {
    this.section = sectionOf(input);
    this.nextPointer = this.section + DYNAMIC_OFF;
    const present = input.layout.percpu.filter(({ symbol }) => input.symbols.has(symbol));
    this.regions = Array.from({ length: input.cpus }, (_, cpu) =>
      present.map((variable) => this.variable(input, variable, { cpu, task }, take)),
    ).flat();
  }

  /** __per_cpu_offset of a CPU, which is also the base of its gs; unsigned. */
  offset(cpu: number): bigint {
    return BigInt.asUintN(64, UNITS_START + BigInt(cpu) * UNIT_SIZE - this.section);
  }

  /** Where a per-CPU pointer or symbol leads on a CPU. */
  addr(pointer: bigint, cpu: number): bigint {
    return BigInt.asUintN(64, pointer + this.offset(cpu));
  }

  /** A new per-CPU pointer with `byteLen` bytes behind it on each CPU. */
  place(byteLen: number): bigint {
    const pointer = this.nextPointer;
    this.nextPointer += BigInt(roundUp8(byteLen));
    assert(this.nextPointer - this.section <= UNIT_SIZE, 'per-CPU memory is used up');
    return pointer;
  }

  private variable(
    input: EnvInput,
    variable: PercpuVar,
    { cpu, task }: { readonly cpu: number; readonly task: bigint },
    take: (words: number) => number,
  ): MappedRegion {
    const pointer = (input.symbols.get(variable.symbol) ?? 0n) + BigInt(variable.off);
    const inQuad = Number(pointer & 7n);
    return new MappedRegion({
      name: `${variable.content} of CPU ${cpu}`,
      kind: 'percpu',
      base: this.addr(pointer - BigInt(inQuad), cpu),
      byteLen: 8,
      cpu,
      backing: this.content(variable, cpu, task, inQuad, take),
    });
  }

  private content(
    { content }: PercpuVar,
    cpu: number,
    task: bigint,
    inQuad: number,
    take: (words: number) => number,
  ): Backing {
    if (content === 'call_depth') return { kind: 'words', word: take(2), writable: true };
    const values = { this_cpu_off: this.offset(cpu), cpu_number: BigInt(cpu), current_task: task };
    const value = values[content] << BigInt(8 * inQuad);
    return { kind: 'computed', read: (_words, _off, out: Pair) => toPair(value, out) };
  }
}

function sectionOf({ layout, symbols }: EnvInput): bigint {
  const addrs = layout.percpu.flatMap(({ symbol }) => symbols.get(symbol) ?? []);
  const first = addrs.filter((addr) => addr >= KERNEL_HALF).reduce(lower, addrs[0] ?? 0n);
  return first >= KERNEL_HALF ? first & ~(SECTION_ALIGN - 1n) : 0n;
}

function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
