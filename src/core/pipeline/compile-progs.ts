// Lab to images: link, verify, lay out, place, emit.

import type { Lab } from '../asm/index.ts';
import type { Addr, Diagnostic, Span } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import {
  emitProg,
  type JitError,
  type JitProg,
  layoutProg,
  type ProgLayout,
} from '../jit/index.ts';
import { type FakeAddressMap, fakeAddressMap, type KernelProfile } from '../kernel/index.ts';
import {
  linkProg,
  type ProgSource,
  type Refusal,
  type Rewritten,
  type VerifierEnv,
  verify,
} from '../rewrite/index.ts';
import type { ProgResult } from './result.ts';

interface Verified {
  readonly source: ProgSource;
  readonly span: Span;
  readonly xlated: Rewritten | null;
  readonly layout: ProgLayout | null;
  readonly errno: number;
}

/** What a load answers when the program never got as far as a kernel. */
const EINVAL = 22;

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
}

/** Compiles all programs of one lab under one profile. */
class ProgCompiler {
  readonly #lab: Lab;
  readonly #maps: readonly MapDef[];
  readonly #profile: KernelProfile;
  readonly #diagnostics: Diagnostic[];
  readonly #faulty: ReadonlySet<string>;
  /** The text had errors before; a name that the linker misses is one of them. */
  readonly #hadErrors: boolean;
  /** Kernel symbols that the rewriting or the JIT asked for. */
  readonly #symbols = new Map<string, Addr>();

  constructor(input: ProgsInput, found: Diagnostic[]) {
    this.#lab = input.lab;
    this.#maps = input.maps;
    this.#profile = input.profile;
    this.#faulty = input.faulty;
    this.#diagnostics = found;
    this.#hadErrors = found.some(({ severity }) => severity === 'error');
  }

  /** Reports what is wrong with a program, unless the assembler could not read all of it. */
  #report(source: ProgSource, ...found: readonly Diagnostic[]): void {
    const names = [source.name, ...source.funcNames.values()];
    if (!names.some((name) => this.#faulty.has(name))) this.#diagnostics.push(...found);
  }

  #addresses(progs: readonly (ProgLayout | null)[]): FakeAddressMap {
    const map = fakeAddressMap({
      profile: this.#profile,
      maps: this.#maps,
      progs: progs.map(
        (layout) =>
          layout && {
            name: layout.xlated.name,
            insnCount: layout.xlated.insns.length,
            funcSizes: layout.funcs.map((func) => func.length),
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

  #verify(progIdx: number, kernel: Pick<VerifierEnv, 'helperImm' | 'symbolAddr'>): Verified | null {
    const prog = this.#lab.progs[progIdx];
    if (!prog) return null;
    const linked = linkProg(this.#lab, prog, this.#maps);
    const { source } = linked;
    if (!this.#hadErrors) this.#report(source, ...linked.diagnostics);
    const failed = { source, span: prog.span, xlated: null, layout: null };
    if (linked.diagnostics.some((d) => d.severity === 'error')) return { ...failed, errno: EINVAL };
    const xlated = verify(source, {
      profile: this.#profile,
      maps: this.#maps,
      helperImm: kernel.helperImm,
      symbolAddr: kernel.symbolAddr,
    });
    if (!xlated.ok) {
      this.#report(source, refusalDiagnostic(source, xlated.error, prog.span));
      return { ...failed, errno: xlated.error.errno };
    }
    const verified = { ...failed, xlated: xlated.value, errno: 0 };
    const layout = layoutProg(xlated.value, this.#profile);
    if (layout.ok) return { ...verified, layout: layout.value };
    this.#diagnostics.push(jitDiagnostic(verified, layout.error));
    return { ...verified, errno: layout.error.errno };
  }

  #emit(verified: Verified, progIdx: number, addresses: FakeAddressMap): JitProg | null {
    if (!verified.layout) return null;
    const jit = emitProg(verified.layout, progIdx, addresses);
    if (jit.ok) return jit.value;
    this.#diagnostics.push(jitDiagnostic(verified, jit.error));
    return null;
  }

  compile(): CompiledProgs {
    const kernel = this.#addresses([]);
    const callBase = kernel.symbol('__bpf_call_base') ?? 0n;
    const helperImm = (name: string): number | undefined => {
      const addr = kernel.symbol(name);
      return addr === undefined ? undefined : Number(BigInt.asIntN(32, addr - callBase));
    };
    const verified = this.#lab.progs.map((_, progIdx) =>
      this.#verify(progIdx, { helperImm, symbolAddr: (name) => kernel.symbol(name) }),
    );
    const addresses = this.#addresses(verified.map((prog) => prog?.layout ?? null));
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
