// The instructions of one `.prog` or `.func`: labels while they are read, symbols once all is known.
// Authority: RFC 9669 section 4.3 (distances count slots from the next insn); messages of LLVM's assembler.

import type { Span } from '../base/index.ts';
import {
  BPF_PSEUDO_FUNC,
  BPF_PSEUDO_MAP_FD,
  BPF_PSEUDO_MAP_VALUE,
  CODE_EXIT,
  HELPERS,
  helperByName,
  type Insn,
} from '../bpf/index.ts';
import type { Draft, DraftSymbol } from './draft.ts';
import type { LabInsn, LabLabel, LabName, LabRef } from './lab.ts';
import type { Names } from './names.ts';
import type { Reports } from './reports.ts';

/** An insn that waits for its symbol. */
interface Unlinked {
  readonly symbol: DraftSymbol;
  readonly slots: readonly Insn[];
  readonly span: Span;
  /** Slot of this insn within the body. */
  readonly insnIdx: number;
  /** Its place in the list of insns. */
  readonly place: number;
}

const LOCAL_LABEL = /^[0-9]+$/;
const LOCAL_TARGET = /^([0-9]+)([fb])$/;
const HELPER_NAMES: readonly string[] = HELPERS.map((helper) => helper.name);

function withSlot(slots: readonly Insn[], changes: Partial<Insn>): readonly Insn[] {
  const [slot, ...rest] = slots;
  return slot === undefined ? slots : [{ ...slot, ...changes }, ...rest];
}

export class Body {
  /** Slots so far. */
  slots = 0;
  /** Insns in order; null where one waits for its symbol. */
  private readonly insns: (LabInsn | null)[] = [];
  private readonly unlinked: Unlinked[] = [];
  private readonly labels = new Map<string, LabLabel>();
  /** How often a local label such as `1:` has been defined. */
  private readonly localCounts = new Map<string, number>();
  /** Slot of the first `exit`. */
  private firstExit: number | null = null;
  private readonly reports: Reports;

  constructor(reports: Reports) {
    this.reports = reports;
  }

  add({ slots, symbol }: Draft, span: Span): void {
    if (slots[0]?.code === CODE_EXIT) this.firstExit ??= this.slots;
    if (symbol === null) this.insns.push({ slots, span });
    else {
      const name = this.localName(symbol.name) ?? symbol.name;
      const place = this.insns.push(null) - 1;
      this.unlinked.push({ symbol: { ...symbol, name }, slots, span, insnIdx: this.slots, place });
    }
    this.slots += slots.length;
  }

  addLabel({ name, span }: LabName): void {
    const key = LOCAL_LABEL.test(name) ? this.nextLocal(name) : name;
    const first = this.labels.get(key);
    if (first === undefined) {
      this.labels.set(key, { name, span, insnIdx: this.slots });
      return;
    }
    this.reports.error('duplicate-label', span, `symbol '${name}' is already defined`, {
      related: [{ span: first.span, message: 'the first definition' }],
    });
  }

  labelList(): LabLabel[] {
    return [...this.labels.values()];
  }

  /** Fills in every symbol. Insns whose symbol is unknown are reported and left out. */
  resolve(names: Names): LabInsn[] {
    for (const item of this.unlinked) this.insns[item.place] = this.link(item, names);
    return this.insns.filter((insn) => insn !== null);
  }

  private nextLocal(name: string): string {
    const count = (this.localCounts.get(name) ?? 0) + 1;
    this.localCounts.set(name, count);
    return `${name}:${count}`;
  }

  /** `1b` is the last `1:` before, `1f` the next one after; null for other names. */
  private localName(name: string): string | null {
    const match = LOCAL_TARGET.exec(name);
    if (match === null) return null;
    const [, digits = '', direction] = match;
    const count = this.localCounts.get(digits) ?? 0;
    return `${digits}:${direction === 'f' ? count + 1 : count}`;
  }

  private link(item: Unlinked, names: Names): LabInsn | null {
    switch (item.symbol.use) {
      case 'call':
      case 'local-call':
        return this.linkCall(item, names);
      case 'address':
        return this.linkAddress(item, names);
      default:
        return this.linkJump(item);
    }
  }

  private linkJump({ symbol, slots, span, insnIdx }: Unlinked): LabInsn | null {
    const firstExit = symbol.orFirstExit === true ? this.firstExit : null;
    const target = this.labels.get(symbol.name)?.insnIdx ?? firstExit;
    if (target === null) {
      const hint = this.reports.suggest(symbol.name, this.labels.keys());
      const message = `undefined label '${symbol.name.replace(/:.*/, '')}'`;
      this.reports.error('undefined-label', symbol.span, message, { hint });
      return null;
    }
    const distance = target - insnIdx - 1;
    if (symbol.use === 'long-jump') return { slots: withSlot(slots, { imm: distance }), span };
    if (distance >= -0x8000 && distance <= 0x7fff) {
      return { slots: withSlot(slots, { off: distance }), span };
    }
    this.reports.error('branch-range', symbol.span, 'branch target out of insn range', {
      hint: `'${symbol.name}' is ${distance} slots away; gotol reaches further`,
    });
    return null;
  }

  private linkCall({ symbol, slots, span, insnIdx }: Unlinked, names: Names): LabInsn | null {
    if (names.kindOf(symbol.name) === 'func') {
      return { slots, span, ref: refTo(symbol, 'func') };
    }
    const label = this.labels.get(symbol.name);
    if (label !== undefined) {
      return { slots: withSlot(slots, { imm: label.insnIdx - insnIdx - 1 }), span };
    }
    const helper = helperByName(symbol.name);
    if (helper !== null && symbol.use === 'call' && names.kindOf(symbol.name) === null) {
      return { slots: withSlot(slots, { src: 0, imm: helper.id }), span };
    }
    const helpers = symbol.use === 'call' ? HELPER_NAMES : [];
    const hint = names.adviseCall(symbol.name, helpers);
    const message = `undefined function '${symbol.name}'`;
    this.reports.error('undefined-function', symbol.span, message, { hint });
    return null;
  }

  private linkAddress({ symbol, slots, span }: Unlinked, names: Names): LabInsn | null {
    const kind = names.kindOf(symbol.name);
    if (kind === 'func' && symbol.addend === null) {
      const ref = refTo(symbol, 'func');
      return { slots: withSlot(slots, { src: BPF_PSEUDO_FUNC }), span, ref };
    }
    if (!names.need('map', symbol)) return null;
    if (symbol.addend === null) {
      const ref = refTo(symbol, 'map');
      return { slots: withSlot(slots, { src: BPF_PSEUDO_MAP_FD }), span, ref };
    }
    const [low] = withSlot(slots, { src: BPF_PSEUDO_MAP_VALUE });
    const high = { code: 0, dst: 0, src: 0, off: 0, imm: symbol.addend };
    return low === undefined ? null : { slots: [low, high], span, ref: refTo(symbol, 'map_value') };
  }
}

function refTo({ name, span, addend }: DraftSymbol, kind: LabRef['kind']): LabRef {
  return { name, span, kind, addend: addend ?? 0 };
}
