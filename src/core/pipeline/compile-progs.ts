// Lab to images: link, verify, lay out, place, emit.

import type { Lab } from '../asm/index.ts';
import type { Addr, Diagnostic, Span } from '../base/index.ts';
import { isLdImm64, type MapDef } from '../bpf/index.ts';
import {
  emitProg,
  interpretedProg,
  type JitError,
  type JitProg,
  layoutProg,
  type ProgLayout,
} from '../jit/index.ts';
import {
  type FakeAddressMap,
  fakeAddressMap,
  type KernelProfile,
  runLayout,
} from '../kernel/index.ts';
import {
  blindConstants,
  linkProg,
  type ProgSource,
  type Refusal,
  type Rewritten,
  type VerifierEnv,
  verify,
} from '../rewrite/index.ts';
import type { KeptVerdicts } from './kept-verdicts.ts';
import type { ProgResult } from './result.ts';

interface Verified {
  readonly source: ProgSource;
  readonly span: Span;
  /** What the JIT is given. */
  readonly xlated: Rewritten | null;
  readonly mapsUsed: readonly number[];
  readonly layout: ProgLayout | null;
  readonly errno: number;
}

/** What a program takes of memory. */
interface Sized {
  readonly xlated: Rewritten;
  /** Images; none without the JIT. */
  readonly funcSizes: readonly number[];
}

function sizedOf({ xlated, layout, errno }: Verified): Sized | null {
  if (!xlated || errno !== 0) return null;
  return { xlated, funcSizes: layout?.funcs.map((func) => func.length) ?? [] };
}

/** What a load answers when the program never got as far as a kernel. */
const EINVAL = 22;

const CALL_BASE = '__bpf_call_base';

/** -ERANGE of bpf_patch_insn_single; a kernel without an interpreter then refuses the program. */
const BLINDING_TOO_FAR: JitError = {
  errno: 524,
  code: 'jit/blinding-range',
  message: 'with its constants blinded, a jump of this program is too long for 16 bits',
  insnIdx: null,
};

/** How far a helper is from where calls count from. */
function helperImm(kernel: FakeAddressMap, name: string): number | undefined {
  const addr = kernel.symbol(name);
  const base = kernel.symbol(CALL_BASE) ?? 0n;
  return addr === undefined ? undefined : Number(BigInt.asIntN(32, addr - base));
}

/** Indices of the maps that a program refers to, ascending. */
function mapsOf({ insns }: Rewritten): number[] {
  const loads = insns.filter((insn) => isLdImm64(insn) && (insn.src === 1 || insn.src === 2));
  return [...new Set(loads.map(({ imm }) => imm))].sort((a, b) => a - b);
}

function spanOf(source: ProgSource, insnIdx: number | null, fallback: Span): Span {
  return (insnIdx === null ? undefined : source.spans[insnIdx]) ?? fallback;
}

function refusalDiagnostic(source: ProgSource, refusal: Refusal, fallback: Span): Diagnostic {
  return {
    code: refusal.code,
    severity: 'error',
    span: spanOf(source, refusal.insnIdx, fallback),
    message: refusal.message,
    ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
  };
}

function jitDiagnostic(verified: Verified, error: JitError): Diagnostic {
  const sourceIdx = error.insnIdx === null ? null : verified.xlated?.origin[error.insnIdx];
  return {
    code: error.code,
    severity: 'error',
    span: spanOf(verified.source, sourceIdx ?? null, verified.span),
    message: error.message,
  };
}

export interface CompiledProgs {
  readonly progs: readonly ProgResult[];
  readonly addresses: FakeAddressMap;
  /** Kernel symbols that the images refer to, and `__bpf_call_base`. */
  readonly symbols: ReadonlyMap<string, Addr>;
}

export interface ProgsInput {
  readonly lab: Lab;
  readonly maps: readonly MapDef[];
  readonly profile: KernelProfile;
  /** Programs and functions that the assembler could not read in full, by name. */
  readonly faulty: ReadonlySet<string>;
  /** Answers about the same text under other profiles; null: there are none, and none will be wanted. */
  readonly kept: KeptVerdicts | null;
}

/** Compiles all programs of one lab under one profile. */
class ProgCompiler {
  readonly #lab: Lab;
  readonly #maps: readonly MapDef[];
  readonly #profile: KernelProfile;
  readonly #diagnostics: Diagnostic[];
  readonly #faulty: ReadonlySet<string>;
  readonly #kept: KeptVerdicts | null;
  /** The text had errors before; a name that the linker misses is one of them. */
  readonly #hadErrors: boolean;
  /** Kernel symbols that the rewriting or the JIT asked for. */
  readonly #symbols = new Map<string, Addr>();

  constructor(input: ProgsInput, found: Diagnostic[]) {
    this.#lab = input.lab;
    this.#maps = input.maps;
    this.#profile = input.profile;
    this.#faulty = input.faulty;
    this.#kept = input.kept;
    this.#diagnostics = found;
    this.#hadErrors = found.some(({ severity }) => severity === 'error');
  }

  /** Reports what is wrong with a program, unless the assembler could not read all of it. */
  #report(source: ProgSource, ...found: readonly Diagnostic[]): void {
    const names = [source.name, ...source.funcNames.values()];
    if (!names.some((name) => this.#faulty.has(name))) this.#diagnostics.push(...found);
  }

  #addresses(progs: readonly (Sized | null)[]): FakeAddressMap {
    const map = fakeAddressMap({
      profile: this.#profile,
      maps: this.#maps,
      progs: progs.map(
        (prog) =>
          prog && {
            name: prog.xlated.name,
            insnCount: prog.xlated.insns.length,
            funcSizes: prog.funcSizes,
          },
      ),
    });
    const symbol = (name: string): Addr | undefined => {
      const addr = map.symbol(name);
      if (addr !== undefined) this.#symbols.set(name, addr);
      return addr;
    };
    return { ...map, symbol };
  }

  #verify(progIdx: number, kernel: FakeAddressMap): Verified | null {
    const prog = this.#lab.progs[progIdx];
    if (!prog) return null;
    const linked =
      this.#kept?.link(this.#lab, progIdx, this.#maps) ?? linkProg(this.#lab, prog, this.#maps);
    const { source } = linked;
    if (!this.#hadErrors) this.#report(source, ...linked.diagnostics);
    const failed = { source, span: prog.span, xlated: null, mapsUsed: [], layout: null };
    if (linked.diagnostics.some((d) => d.severity === 'error')) return { ...failed, errno: EINVAL };
    const env: VerifierEnv = {
      profile: this.#profile,
      maps: this.#maps,
      helperImm: (name) => helperImm(kernel, name),
      symbolAddr: (name) => kernel.symbol(name),
    };
    const xlated = this.#kept?.verify(progIdx, env) ?? verify(source, env);
    if (!xlated.ok) {
      this.#report(source, refusalDiagnostic(source, xlated.error, prog.span));
      return { ...failed, errno: xlated.error.errno };
    }
    return this.#layOut({ ...failed, xlated: xlated.value, errno: 0 }, xlated.value, kernel);
  }

  #layOut(verified: Verified, rewritten: Rewritten, kernel: FakeAddressMap): Verified {
    const mapsUsed = mapsOf(rewritten);
    const { blinding, jit } = this.#profile.load;
    // bpf_jit_blinding_enabled: what is not compiled is not blinded.
    if (!jit) return { ...verified, xlated: rewritten, mapsUsed };
    const xlated = blinding ? blindConstants(rewritten, kernel) : rewritten;
    if (xlated === null) {
      this.#diagnostics.push(jitDiagnostic(verified, BLINDING_TOO_FAR));
      return { ...verified, mapsUsed, errno: BLINDING_TOO_FAR.errno };
    }
    const layout = layoutProg(xlated, this.#profile);
    if (layout.ok) return { ...verified, xlated, mapsUsed, layout: layout.value };
    this.#diagnostics.push(jitDiagnostic({ ...verified, xlated }, layout.error));
    return { ...verified, xlated, mapsUsed, errno: layout.error.errno };
  }

  #emit(verified: Verified, progIdx: number, addresses: FakeAddressMap): JitProg | null {
    if (!verified.layout) return this.#interpreted(verified, progIdx, addresses);
    const jit = emitProg(verified.layout, progIdx, addresses);
    if (jit.ok) return jit.value;
    this.#diagnostics.push(jitDiagnostic(verified, jit.error));
    return null;
  }

  /** Null for what the verifier or the JIT refused. */
  #interpreted(
    { xlated, errno }: Verified,
    progIdx: number,
    addresses: FakeAddressMap,
  ): JitProg | null {
    if (this.#profile.load.jit || !xlated || errno !== 0) return null;
    const insnsOff = runLayout(this.#profile.version)?.progInsns ?? 0;
    const insnsAddr = addresses.prog(progIdx) + BigInt(insnsOff);
    return interpretedProg(xlated, progIdx, insnsAddr, addresses);
  }

  compile(): CompiledProgs {
    const kernel = this.#addresses([]);
    kernel.symbol(CALL_BASE);
    const verified = this.#lab.progs.map((_, progIdx) => this.#verify(progIdx, kernel));
    const addresses = this.#addresses(verified.map((prog) => prog && sizedOf(prog)));
    const progs = this.#lab.progs.map((prog, progIdx): ProgResult => {
      const own = verified[progIdx];
      const jit = own ? this.#emit(own, progIdx, addresses) : null;
      return {
        name: prog.name,
        type: prog.type,
        sleepable: prog.sleepable,
        span: prog.span,
        spans: own?.source.spans ?? [],
        insns: own?.source.insns ?? [],
        xlated: own?.xlated ?? null,
        mapsUsed: own?.mapsUsed ?? [],
        jit,
        progAddr: addresses.prog(progIdx),
        loadErrno: jit ? 0 : own?.errno || EINVAL,
      };
    });
    return { progs, addresses, symbols: this.#symbols };
  }
}

/** Every program of a lab; what goes wrong is added to `diagnostics`. */
export function compileProgs(input: ProgsInput, diagnostics: Diagnostic[]): CompiledProgs {
  return new ProgCompiler(input, diagnostics).compile();
}
