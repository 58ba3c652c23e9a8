// Random BPF programs in the form in which the verifier hands them to the JIT. They need not make
// sense: a program that the verifier would refuse runs as well, as long as it ends.

import {
  BPF_ADD,
  BPF_ALU,
  BPF_ALU64,
  BPF_AND,
  BPF_ARSH,
  BPF_ATOMIC,
  BPF_B,
  BPF_CMPXCHG,
  BPF_DIV,
  BPF_DW,
  BPF_END,
  BPF_FETCH,
  BPF_H,
  BPF_JEQ,
  BPF_JGE,
  BPF_JGT,
  BPF_JLE,
  BPF_JLT,
  BPF_JMP,
  BPF_JMP32,
  BPF_JNE,
  BPF_JSET,
  BPF_JSGE,
  BPF_JSGT,
  BPF_JSLE,
  BPF_JSLT,
  BPF_K,
  BPF_LDX,
  BPF_LSH,
  BPF_MEM,
  BPF_MOD,
  BPF_MOV,
  BPF_MUL,
  BPF_NEG,
  BPF_OR,
  BPF_PROBE_MEM,
  BPF_PSEUDO_CALL,
  BPF_PSEUDO_MAP_FD,
  BPF_REG_FP,
  BPF_RSH,
  BPF_ST,
  BPF_STX,
  BPF_SUB,
  BPF_W,
  BPF_X,
  BPF_XCHG,
  BPF_XOR,
  CODE_CALL,
  CODE_EXIT,
  CODE_JA,
  CODE_NOSPEC,
  CODE_TAIL_CALL,
  type Insn,
  ldImm64,
} from '../../src/core/bpf/index.ts';
import type { RandomSource } from './random-source.ts';

const SIZES = [BPF_B, BPF_H, BPF_W, BPF_DW];
const SIZE_BYTES: Readonly<Record<number, number>> = {
  [BPF_B]: 1,
  [BPF_H]: 2,
  [BPF_W]: 4,
  [BPF_DW]: 8,
};
const BINARY = [BPF_ADD, BPF_SUB, BPF_MUL, BPF_OR, BPF_AND, BPF_XOR, BPF_MOV];
const SHIFTS = [BPF_LSH, BPF_RSH, BPF_ARSH];
const CONDITIONS = [
  BPF_JEQ,
  BPF_JGT,
  BPF_JGE,
  BPF_JSET,
  BPF_JNE,
  BPF_JSGT,
  BPF_JSGE,
  BPF_JLT,
  BPF_JLE,
  BPF_JSLT,
  BPF_JSLE,
];
const ATOMICS = [
  ...[BPF_ADD, BPF_OR, BPF_AND, BPF_XOR].flatMap((op) => [op, op | BPF_FETCH]),
  BPF_XCHG,
  BPF_CMPXCHG,
];

const REG_KEY = 3;
const REG_MAP = 2;

/** What a function may refer to. */
export interface FuncScope {
  readonly stackDepth: number;
  /** Where loads and stores may go, and how many bytes there are on both sides. */
  readonly pointer: bigint;
  readonly reach: number;
  /** Indices of functions that it may call. */
  readonly callees: readonly number[];
  /** Offsets of helpers from `__bpf_call_base`. */
  readonly helpers: readonly number[];
  readonly tailCalls: 'none' | 'direct' | 'indirect';
  /** Keys that a tail call may have. */
  readonly keys: readonly number[];
}

function insn(code: number, fields: Partial<Omit<Insn, 'code'>> = {}): Insn {
  return { code, dst: 0, src: 0, off: 0, imm: 0, ...fields };
}

/** A jump whose distance is not known yet: to a later piece, or to the end. */
interface Piece {
  readonly insns: readonly Insn[];
  /** The last insn jumps over so many pieces. */
  readonly skip: number;
}

export class BpfFunction {
  private readonly random: RandomSource;
  private readonly scope: FuncScope;
  private readonly pieces: Piece[] = [];

  constructor(random: RandomSource, scope: FuncScope) {
    this.random = random;
    this.scope = scope;
  }

  private reg(): number {
    return this.random.below(10);
  }

  private put(...insns: readonly Insn[]): void {
    this.pieces.push({ insns, skip: 0 });
  }

  private aluClass(): number {
    return this.random.pick([BPF_ALU, BPF_ALU64]);
  }

  private binary(): void {
    const { random } = this;
    const op = this.aluClass() | random.pick(BINARY);
    const dst = this.reg();
    if (random.once(2)) this.put(insn(op | BPF_K, { dst, imm: random.imm32() }));
    else this.put(insn(op | BPF_X, { dst, src: random.below(11) }));
  }

  private negate(): void {
    this.put(insn(this.aluClass() | BPF_NEG, { dst: this.reg() }));
  }

  private shift(): void {
    const { random } = this;
    const bpfClass = this.aluClass();
    const op = bpfClass | random.pick(SHIFTS);
    const dst = this.reg();
    const imm = random.below(bpfClass === BPF_ALU64 ? 64 : 32);
    if (random.once(2)) this.put(insn(op | BPF_K, { dst, imm }));
    else this.put(insn(op | BPF_X, { dst, src: this.reg() }));
  }

  /** With the verifier's test for a zero divisor in front, nearly always. */
  private divide(): void {
    const { random } = this;
    const bpfClass = this.aluClass();
    const op = random.pick([BPF_DIV, BPF_MOD]);
    const dst = this.reg();
    if (random.once(2)) {
      this.put(insn(bpfClass | op | BPF_K, { dst, imm: random.imm32() || 1 }));
      return;
    }
    const src = this.reg();
    const division = insn(bpfClass | op | BPF_X, { dst, src });
    const jumpClass = bpfClass === BPF_ALU64 ? BPF_JMP : BPF_JMP32;
    if (random.once(25)) {
      this.put(division);
    } else if (op === BPF_DIV) {
      const clear = insn(BPF_ALU | BPF_XOR | BPF_X, { dst, src: dst });
      const test = insn(jumpClass | BPF_JNE | BPF_K, { dst: src, off: 2 });
      this.put(test, clear, insn(CODE_JA, { off: 1 }), division);
    } else {
      this.put(insn(jumpClass | BPF_JEQ | BPF_K, { dst: src, off: 1 }), division);
    }
  }

  private endian(): void {
    const imm = this.random.pick([16, 32, 64]);
    const code = BPF_ALU | BPF_END | this.random.pick([BPF_K, BPF_X]);
    this.put(insn(code, { dst: this.reg(), imm }));
  }

  private constant(): void {
    this.put(...ldImm64(this.reg(), 0, this.random.value()));
  }

  /** Base register, its set-up, and an offset at which `byteLen` bytes may be accessed. */
  private place(byteLen: number): { base: number; off: number; setUp: readonly Insn[] } {
    const { random, scope } = this;
    if (scope.stackDepth >= byteLen && random.once(2)) {
      const off = random.between(-scope.stackDepth, -byteLen);
      return { base: BPF_REG_FP, off, setUp: [] };
    }
    const base = this.reg();
    const target = random.between(-scope.reach, scope.reach - byteLen);
    const off = random.once(3) ? random.between(-32768, 32767) : target;
    const setUp = ldImm64(base, 0, scope.pointer + BigInt(target - off));
    return { base, off, setUp };
  }

  private load(): void {
    const size = this.random.pick(SIZES);
    const { base, off, setUp } = this.place(SIZE_BYTES[size] ?? 8);
    this.put(...setUp, insn(BPF_LDX | BPF_MEM | size, { dst: this.reg(), src: base, off }));
  }

  private store(): void {
    const { random } = this;
    const size = random.pick(SIZES);
    const { base, off, setUp } = this.place(SIZE_BYTES[size] ?? 8);
    const store = random.once(2)
      ? insn(BPF_ST | BPF_MEM | size, { dst: base, off, imm: random.imm32() })
      : insn(BPF_STX | BPF_MEM | size, { dst: base, off, src: random.below(11) });
    this.put(...setUp, store);
  }

  private atomic(): void {
    const { random } = this;
    const size = random.pick([BPF_W, BPF_DW]);
    const { base, off, setUp } = this.place(SIZE_BYTES[size] ?? 8);
    const imm = random.pick(ATOMICS);
    const atomic = insn(BPF_STX | BPF_ATOMIC | size, { dst: base, off, src: this.reg(), imm });
    // Half of the compares meet what they expect.
    const isMet = imm === BPF_CMPXCHG && base !== 0 && random.once(2);
    const meet = isMet ? [insn(BPF_LDX | BPF_MEM | size, { dst: 0, src: base, off })] : [];
    this.put(...setUp, ...meet, atomic);
  }

  /** A pointer below the kernel's half reads as zero. */
  private probe(): void {
    const { random } = this;
    const src = this.reg();
    const setUp = ldImm64(src, 0, random.value() >> 18n);
    const code = BPF_LDX | BPF_PROBE_MEM | random.pick(SIZES);
    this.put(...setUp, insn(code, { dst: this.reg(), src, off: random.between(0, 32767) }));
  }

  private jump(): void {
    const { random } = this;
    const skip = random.once(6) ? random.below(20) : random.below(4);
    if (random.once(8)) {
      this.pieces.push({ insns: [insn(CODE_JA)], skip });
      return;
    }
    const op = random.pick([BPF_JMP, BPF_JMP32]) | random.pick(CONDITIONS);
    const dst = this.reg();
    const jump = random.once(2)
      ? insn(op | BPF_K, { dst, imm: random.imm32() })
      : insn(op | BPF_X, { dst, src: this.reg() });
    this.pieces.push({ insns: [jump], skip });
  }

  private call(): void {
    const { random, scope } = this;
    if (scope.callees.length > 0 && random.once(2)) {
      this.put(insn(CODE_CALL, { src: BPF_PSEUDO_CALL, imm: random.pick(scope.callees) }));
    } else {
      this.put(insn(CODE_CALL, { imm: random.pick(scope.helpers) }));
    }
  }

  /** `addPoke` returns the index of a new poke descriptor for this key. */
  tailCall(addPoke: (key: number) => number): void {
    const { random, scope } = this;
    if (scope.tailCalls === 'none') return;
    const key = random.pick(scope.keys);
    const direct = scope.tailCalls === 'direct';
    const setUp = [
      ...ldImm64(REG_MAP, BPF_PSEUDO_MAP_FD, 0n),
      insn(BPF_ALU | BPF_MOV | BPF_K, { dst: REG_KEY, imm: key }),
    ];
    this.put(...setUp, insn(CODE_TAIL_CALL, { imm: direct ? addPoke(key) + 1 : 0 }));
  }

  private leave(): void {
    if (this.random.once(6)) this.put(insn(CODE_EXIT));
  }

  /** One more piece of any kind. */
  grow(): void {
    const { random } = this;
    const kinds: readonly (() => void)[] = [
      () => this.binary(),
      () => this.binary(),
      () => this.binary(),
      () => this.negate(),
      () => this.shift(),
      () => this.shift(),
      () => this.divide(),
      () => this.divide(),
      () => this.endian(),
      () => this.constant(),
      () => this.load(),
      () => this.load(),
      () => this.store(),
      () => this.store(),
      () => this.atomic(),
      () => this.atomic(),
      () => this.jump(),
      () => this.jump(),
      () => this.jump(),
      () => this.call(),
      () => this.leave(),
      () => (random.once(4) ? this.put(insn(CODE_NOSPEC)) : this.probe()),
    ];
    random.pick(kinds)();
  }

  /** The slots, closed by an exit, with every jump told where to go. */
  finish(): Insn[] {
    this.put(insn(CODE_EXIT));
    const starts: number[] = [];
    let slots = 0;
    for (const piece of this.pieces) {
      starts.push(slots);
      slots += piece.insns.length;
    }
    const last = this.pieces.length - 1;
    return this.pieces.flatMap(({ insns, skip }, idx) => {
      const target = starts[Math.min(idx + 1 + skip, last)] ?? 0;
      const off = target - ((starts[idx] ?? 0) + 1);
      const isJump = insns.length === 1 && this.jumps(insns[0]);
      return isJump ? insns.map((it) => ({ ...it, off })) : insns;
    });
  }

  private jumps(it: Insn | undefined): boolean {
    const bpfClass = (it?.code ?? 0) & 7;
    if (it === undefined || (bpfClass !== BPF_JMP && bpfClass !== BPF_JMP32)) return false;
    return it.code !== CODE_EXIT && it.code !== CODE_CALL && it.code !== CODE_TAIL_CALL;
  }
}
