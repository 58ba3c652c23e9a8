// From the bodies of a lab file to one program: functions behind the main program, symbols resolved.
// Authority: libbpf (src/libbpf.c, bpf_object__reloc_code): a function is appended behind the program when
// the walk over the code first meets a call of it, and its own calls are followed before the walk goes on.

import type { Lab, LabCode, LabInsn, LabProg } from '../asm/index.ts';
import type { Diagnostic, InsnIdx, Span } from '../base/index.ts';
import { BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE, type Insn, type MapDef } from '../bpf/index.ts';
import type { ProgSource } from './xlated.ts';

/** A linked program, and what kept it from being whole. */
export interface LinkResult {
  readonly source: ProgSource;
  readonly diagnostics: readonly Diagnostic[];
}

/** A call or an address whose distance is filled in when all functions have their places. */
interface FuncRef {
  readonly insnIdx: InsnIdx;
  readonly func: string;
}

class Linker {
  readonly funcs: ReadonlyMap<string, LabCode>;
  readonly main: LabProg;
  readonly maps: readonly MapDef[];
  readonly insns: Insn[] = [];
  readonly spans: Span[] = [];
  readonly starts = new Map<string, InsnIdx>();
  readonly funcRefs: FuncRef[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(lab: Lab, main: LabProg, maps: readonly MapDef[]) {
    this.funcs = new Map(lab.funcs.map((func) => [func.name, func]));
    this.main = main;
    this.maps = maps;
  }

  /** Places the program, then, depth first, the functions that it calls. */
  link(): void {
    const waiting: LabCode[] = [this.main];
    for (let code = waiting.pop(); code !== undefined; code = waiting.pop()) {
      if (code !== this.main && this.starts.has(code.name)) continue;
      for (const callee of this.append(code).reverse()) waiting.push(callee);
    }
    this.resolveFuncRefs();
  }

  /** Places one body; returns what it calls, in order. */
  append(code: LabCode): LabCode[] {
    if (code !== this.main) this.starts.set(code.name, this.insns.length);
    const callees: LabCode[] = [];
    for (const insn of code.insns) {
      this.place(insn);
      const callee = insn.ref?.kind === 'func' ? this.funcs.get(insn.ref.name) : undefined;
      if (callee !== undefined && !this.starts.has(callee.name)) callees.push(callee);
    }
    return callees;
  }

  place(insn: LabInsn): void {
    const resolved = this.resolve(insn);
    for (const slot of resolved) {
      this.insns.push(slot);
      this.spans.push(insn.span);
    }
  }

  resolve(insn: LabInsn): readonly Insn[] {
    const { ref, slots } = insn;
    const [first, second] = slots;
    if (ref === undefined || first === undefined) return slots;
    if (ref.kind === 'func') {
      if (!this.funcs.has(ref.name)) {
        this.report('link/unknown-function', ref.span, `unknown function \`${ref.name}\``);
      } else this.funcRefs.push({ insnIdx: this.insns.length, func: ref.name });
      return slots; // a call, or the address of a function, as the assembler marked it
    }
    const mapIdx = this.maps.findIndex((map) => map.name === ref.name);
    if (mapIdx < 0) this.report('link/unknown-map', ref.span, `unknown map \`${ref.name}\``);
    const isValue = ref.kind === 'map_value';
    const src = isValue ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD;
    const low = { ...first, src, imm: Math.max(mapIdx, 0) };
    return second === undefined ? [low] : [low, { ...second, imm: isValue ? ref.addend | 0 : 0 }];
  }

  report(code: string, span: Span, message: string): void {
    this.diagnostics.push({ code, severity: 'error', span, message });
  }

  resolveFuncRefs(): void {
    for (const { insnIdx, func } of this.funcRefs) {
      const insn = this.insns[insnIdx];
      const start = this.starts.get(func);
      if (insn === undefined || start === undefined) continue;
      this.insns[insnIdx] = { ...insn, imm: start - insnIdx - 1 };
    }
  }
}

/**
 * Links `prog` with every `.func` that it can reach. `maps` are the lab's maps in file order; a map is known
 * by its index there. Names that do not exist are diagnostics; the source is then not fit to be verified.
 */
export function linkProg(lab: Lab, prog: LabProg, maps: readonly MapDef[]): LinkResult {
  const linker = new Linker(lab, prog, maps);
  linker.link();
  const funcNames = new Map([...linker.starts].map(([name, start]) => [start, name]));
  funcNames.set(0, prog.name);
  const source: ProgSource = {
    name: prog.name,
    type: prog.type,
    sleepable: prog.sleepable,
    insns: linker.insns,
    spans: linker.spans,
    funcNames,
  };
  return { source, diagnostics: linker.diagnostics };
}
