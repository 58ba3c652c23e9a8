// What a watch comes to at one moment of a run.

import type { CpuState, MachineView } from '../core/machine/index.ts';
import { parseWatch, RIP, type WatchError, type WatchExpr, type Width } from './watch-parse.ts';

/** The machine as watches see it. */
export interface WatchScope {
  readonly view: MachineView;
  readonly maps: readonly string[];
  readonly progs: readonly string[];
  /** Actor of a CPU's number, or of the first CPU that runs programs for null; -1 for none. */
  actorOf(cpu: number | null): number;
  cpu(actor: number): CpuState | null;
  /** Null where nothing is mapped. */
  read(actor: number, addr: bigint, width: Width): bigint | null;
}

export interface WatchValue {
  readonly text: string;
  /** As people read it: hexadecimal, or the program in a slot; '' with an error. */
  readonly shown: string;
  /** Unsigned; null for a slot and with an error. */
  readonly number: bigint | null;
  /** Actor whose registers and memory were read; -1 for none. */
  readonly actor: number;
  readonly error: WatchError | null;
  /** It was another one step earlier. */
  readonly changed: boolean;
}

type Value =
  | { readonly kind: 'number'; readonly number: bigint; readonly width: Width }
  | { readonly kind: 'prog'; readonly progIdx: number | null };

/** Thrown within this module only. */
class Fault extends Error {
  readonly at: number;

  constructor(message: string, at = 0) {
    super(message);
    this.at = at;
  }
}

const BYTE = 8;

class Evaluation {
  private readonly scope: WatchScope;
  private readonly actor: number;

  constructor(scope: WatchScope, actor: number) {
    this.scope = scope;
    this.actor = actor;
  }

  value(expr: WatchExpr): Value {
    switch (expr.kind) {
      case 'slot':
        return { kind: 'prog', progIdx: this.slot(expr) };
      case 'memory':
        return { kind: 'number', number: this.load(expr), width: expr.width };
      case 'register':
        return { kind: 'number', number: this.register(expr), width: expr.width };
      case 'flags':
        return { kind: 'number', number: BigInt(this.cpu().flags >>> 0), width: 4 };
      case 'number':
        return { kind: 'number', number: expr.value, width: 8 };
      case 'sum': {
        const left = this.number(expr.left);
        const right = this.number(expr.right);
        const number = BigInt.asUintN(64, expr.minus ? left - right : left + right);
        return { kind: 'number', number, width: 8 };
      }
    }
  }

  private number(expr: WatchExpr): bigint {
    const value = this.value(expr);
    if (value.kind === 'number') return value.number;
    throw new Fault('a slot holds a program, not a number to reckon with');
  }

  private cpu(): CpuState {
    const cpu = this.scope.cpu(this.actor);
    if (!cpu) throw new Fault('this CPU runs no program in this lab');
    return cpu;
  }

  private register(expr: Extract<WatchExpr, { kind: 'register' }>): bigint {
    const cpu = this.cpu();
    const whole = expr.reg === RIP ? cpu.rip : (cpu.regs[expr.reg] ?? 0n);
    return BigInt.asUintN(BYTE * expr.width, expr.high ? whole >> 8n : whole);
  }

  private load({ addr, width }: Extract<WatchExpr, { kind: 'memory' }>): bigint {
    const at = this.number(addr);
    const value = this.scope.read(this.actor, at, width);
    if (value === null) throw new Fault(`nothing is mapped at 0x${at.toString(16)}`);
    return value;
  }

  private slot(expr: Extract<WatchExpr, { kind: 'slot' }>): number | null {
    const mapIdx = this.scope.maps.indexOf(expr.map);
    if (mapIdx < 0) throw new Fault(`this lab has no map “${expr.map}”`, expr.at);
    const slots = this.scope.view.slots[mapIdx] ?? [];
    if (slots.length === 0) throw new Fault(`${expr.map} is no prog_array`, expr.at);
    const key = this.number(expr.key);
    if (key >= BigInt(slots.length)) {
      throw new Fault(`${expr.map} has slots 0 to ${slots.length - 1}`, expr.at);
    }
    return slots[Number(key)] ?? null;
  }
}

function shown(value: Value, progs: readonly string[]): string {
  if (value.kind === 'number') return `0x${value.number.toString(16)}`;
  return value.progIdx === null ? 'empty' : (progs[value.progIdx] ?? `program ${value.progIdx}`);
}

/** What `text` comes to in `scope`; `earlier` is the same run one step before. Never throws. */
export function evaluateWatch(
  text: string,
  scope: WatchScope,
  earlier: WatchScope | null,
): WatchValue {
  const parsed = parseWatch(text);
  const failed = { text, shown: '', number: null, actor: -1, changed: false } as const;
  if (!parsed.ok) return { ...failed, error: parsed.error };
  const { cpu, expr } = parsed.watch;
  const actor = scope.actorOf(cpu);
  if (cpu !== null && actor < 0) {
    return { ...failed, error: { message: `this lab has no CPU ${cpu}`, at: 0 } };
  }
  try {
    const value = new Evaluation(scope, actor).value(expr);
    const words = shown(value, scope.progs);
    return {
      text,
      shown: words,
      number: value.kind === 'number' ? value.number : null,
      actor,
      error: null,
      changed: earlier !== null && before(expr, earlier, actor) !== words,
    };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { ...failed, actor, error: { message: fault.message, at: fault.at } };
  }
}

function before(expr: WatchExpr, scope: WatchScope, actor: number): string {
  try {
    return shown(new Evaluation(scope, actor).value(expr), scope.progs);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return '';
  }
}
