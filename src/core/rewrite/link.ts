// From the bodies of a lab file to one program: functions behind the main program, symbols resolved.
// Authority: libbpf (src/libbpf.c, bpf_object__reloc_code): a function is appended behind the program when
// the walk over the code first meets a call of it, and its own calls are followed before the walk goes on.

import type { Lab, LabCode, LabInsn, LabProg } from '../asm/index.ts';
import type { Diagnostic, InsnIdx, Span } from '../base/index.ts';
import {
  BPF_PSEUDO_CALL,
  BPF_PSEUDO_MAP_FD,
  BPF_PSEUDO_MAP_VALUE,
  type Insn,
  type MapDef,
} from '../bpf/index.ts';
import type { ProgSource } from './xlated.ts';

export interface LinkResult {
  readonly source: ProgSource;
  readonly diagnostics: readonly Diagnostic[];
}

/** A call whose distance is filled in when all functions have their places. */
interface Call {
  readonly insnIdx: InsnIdx;
  readonly func: string;
}

class Linker {
  readonly lab: Lab;
  readonly main: LabProg;
  readonly maps: readonly MapDef[];
  readonly insns: Insn[] = [];
  readonly spans: Span[] = [];
  readonly starts = new Map<string, InsnIdx>();
  readonly calls: Call[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(lab: Lab, main: LabProg, maps: readonly MapDef[]) {
    this.lab = lab;
    this.main = main;
    this.maps = maps;
  }

  /** Appends a body, then, depth first, the functions that it calls. */
  append(code: LabCode): void {
    if (code !== this.main) this.starts.set(code.name, this.insns.length);
    const callees: string[] = [];
    for (const insn of code.insns) {
      if (insn.ref?.kind === 'func') callees.push(insn.ref.name);
      this.place(insn);
    }
    for (const name of callees) {
      const func = this.lab.funcs.find((each) => each.name === name);
      if (func !== undefined && !this.starts.has(name)) this.append(func);
    }
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
      if (!this.lab.funcs.some((func) => func.name === ref.name)) {
        this.report('link/unknown-function', ref.span, `unknown function \`${ref.name}\``);
      } else this.calls.push({ insnIdx: this.insns.length, func: ref.name });
      return [{ ...first, src: BPF_PSEUDO_CALL }];
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

  resolveCalls(): void {
    for (const { insnIdx, func } of this.calls) {
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
  linker.append(prog);
  linker.resolveCalls();
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
