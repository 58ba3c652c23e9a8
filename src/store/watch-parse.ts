// The language of watches: registers, memory, slots, numbers, sums of them.
//   rax  eax  al  rip  r6 (BPF)  R8 (BPF)  [rbp-4]:4  [[rsp]+8]  jmp_table[0]  cpu1.rsp  r7+0x10
// Lower-case r8..r15 are x86 registers; R0..R10 are always BPF's, and so are r0..r7, which x86 does not have.

/** Bytes of a register or a memory operand. */
export type Width = 1 | 2 | 4 | 8;

export type WatchExpr =
  | { readonly kind: 'number'; readonly value: bigint }
  /** `reg`: number in the encoding; 16 is rip. */
  | {
      readonly kind: 'register';
      readonly reg: number;
      readonly width: Width;
      readonly high: boolean;
    }
  | { readonly kind: 'flags' }
  | { readonly kind: 'memory'; readonly addr: WatchExpr; readonly width: Width }
  | { readonly kind: 'slot'; readonly map: string; readonly key: WatchExpr; readonly at: number }
  | {
      readonly kind: 'sum';
      readonly left: WatchExpr;
      readonly right: WatchExpr;
      readonly minus: boolean;
    };

export interface ParsedWatch {
  /** Number of the CPU; null: the first that runs programs. */
  readonly cpu: number | null;
  readonly expr: WatchExpr;
}

/** What is wrong with a watch, and where: offset in its text. */
export interface WatchError {
  readonly message: string;
  readonly at: number;
}

export type WatchParse =
  | { readonly ok: true; readonly watch: ParsedWatch }
  | { readonly ok: false; readonly error: WatchError };

export const RIP = 16;
const LEGACY = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'] as const;
/** x86 register of BPF R0..R10. */
const OF_BPF = [0, 7, 6, 2, 1, 8, 3, 13, 14, 15, 5] as const;
const X86_NEW = /^r(8|9|1[0-5])([dwb]?)$/;
const WIDTH_OF = { '': 8, d: 4, w: 2, b: 1 } as const;
const MAX_DEPTH = 16;

function register(reg: number, width: Width, high = false): WatchExpr {
  return { kind: 'register', reg, width, high };
}

/** A register by its name; null if it is none. */
function registerNamed(name: string): WatchExpr | null {
  const bpf = /^(?:R(\d|10)|r([0-7]))$/.exec(name);
  if (bpf) return register(OF_BPF[Number(bpf[1] ?? bpf[2])] ?? 0, 8);
  const lower = name.toLowerCase();
  if (lower === 'rip') return register(RIP, 8);
  if (lower === 'eflags' || lower === 'rflags') return { kind: 'flags' };
  const added = X86_NEW.exec(lower);
  if (added) return register(Number(added[1]), WIDTH_OF[(added[2] ?? '') as keyof typeof WIDTH_OF]);
  const legacy = (part: string): number => LEGACY.findIndex((other) => other === part);
  const wide = legacy(lower.slice(1));
  if (wide >= 0 && lower.startsWith('r')) return register(wide, 8);
  if (wide >= 0 && lower.startsWith('e')) return register(wide, 4);
  const word = legacy(lower);
  if (word >= 0) return register(word, 2);
  if (/^[abcd][lh]$/.test(lower)) return register(legacy(`${lower[0]}x`), 1, lower[1] === 'h');
  if (/^(?:sp|bp|si|di)l$/.test(lower)) return register(legacy(lower.slice(0, 2)), 1);
  return null;
}

/** Thrown within this module only. */
class Fault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  watch(): ParsedWatch {
    const cpu = this.match(/cpu\s*(\d{1,3})\s*\./iy);
    const expr = this.sum();
    this.skip();
    if (this.at < this.text.length) this.fail(`“${this.text.slice(this.at)}” is left over`);
    return { cpu: cpu ? Number(cpu[1]) : null, expr };
  }

  private sum(): WatchExpr {
    let left = this.term();
    for (;;) {
      const sign = this.match(/[+-]/y);
      if (!sign) return left;
      left = { kind: 'sum', left, right: this.term(), minus: sign[0] === '-' };
    }
  }

  private term(): WatchExpr {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail('this is nested too deeply');
    const expr = this.number() ?? this.memory() ?? this.named();
    this.depth -= 1;
    return expr;
  }

  private number(): WatchExpr | null {
    const found = this.match(/-?(?:0x[0-9a-f]{1,16}|\d{1,20})(?![\w.])/iy);
    if (!found) return null;
    const isMinus = found[0].startsWith('-');
    const value = BigInt(isMinus ? found[0].slice(1) : found[0]);
    return { kind: 'number', value: BigInt.asUintN(64, isMinus ? -value : value) };
  }

  private memory(): WatchExpr | null {
    if (!this.match(/\[/y)) return null;
    const addr = this.sum();
    this.close();
    if (!this.match(/:/y)) return { kind: 'memory', addr, width: 8 };
    const width = Number(this.match(/[1248](?!\w)/y)?.[0] ?? 0);
    if (width !== 1 && width !== 2 && width !== 4 && width !== 8) {
      return this.fail('the size behind “:” is 1, 2, 4 or 8 bytes');
    }
    return { kind: 'memory', addr, width };
  }

  private named(): WatchExpr {
    this.skip();
    const at = this.at;
    const name = this.match(/[A-Za-z_][\w.]*/y)?.[0];
    if (name === undefined)
      return this.fail('a register, [address], map[key] or number belongs here');
    if (this.match(/\[/y)) {
      const key = this.sum();
      this.close();
      return { kind: 'slot', map: name, key, at };
    }
    const found = registerNamed(name);
    if (found) return found;
    this.at = at;
    return this.fail(`“${name}” is no register; a slot is written ${name}[0]`);
  }

  private close(): void {
    if (!this.match(/\]/y)) this.fail('“]” is missing');
  }

  private skip(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    this.skip();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  private fail(message: string): never {
    throw new Fault(message, this.at);
  }
}

/** Reads a watch as typed. Never throws. */
export function parseWatch(text: string): WatchParse {
  try {
    return { ok: true, watch: new Reader(text).watch() };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { ok: false, error: { message: fault.message, at: fault.at } };
  }
}
