// The verifier's walk over a program, with what it knew of each register at each insn of each path.

import type { InsnIdx } from '../../src/core/base/index.ts';
import { type Insn, isCondJump } from '../../src/core/bpf/index.ts';
import type { ProgSource, VerifierEnv } from '../../src/core/rewrite/index.ts';
import { interpret } from '../../src/core/rewrite/interpret/run.ts';
import type { State } from '../../src/core/rewrite/interpret/state.ts';
import { Verifier } from '../../src/core/rewrite/interpret/verifier.ts';
import type { Scalar } from '../../src/core/rewrite/scalars/scalar.ts';
import { findSubprogs } from '../../src/core/rewrite/subprogs.ts';

/** A path from the first insn: where it is, and which way each conditional jump went. */
export class PathName {
  insnIdx: InsnIdx = -1;
  turns = '';

  /** Goes on to the insn at `next`. */
  follow(insns: readonly Insn[], next: InsnIdx): void {
    const before = insns[this.insnIdx];
    if (before !== undefined && isCondJump(before)) {
      this.turns += next === this.insnIdx + 1 ? 'f' : 't';
    }
    this.insnIdx = next;
  }

  get text(): string {
    return `${this.turns}@${this.insnIdx}`;
  }
}

/** By register; null where there is no number. */
export type Known = readonly (Scalar | null)[];

class WatchedVerifier extends Verifier {
  readonly known = new Map<string, Known>();
  readonly #names = new WeakMap<State, PathName>();

  #name(state: State): PathName {
    let name = this.#names.get(state);
    if (name === undefined) {
      name = new PathName();
      this.#names.set(state, name);
    }
    return name;
  }

  override takeInsn(): void {
    super.takeInsn();
    const name = this.#name(this.state);
    name.follow(this.insns, this.insnIdx);
    const regs = this.frame.regs.map((reg) => (reg.type === 'scalar' ? reg.scalar : null));
    this.known.set(name.text, regs);
  }

  override fork(insnIdx: InsnIdx, speculative = false): State {
    const other = super.fork(insnIdx, speculative);
    Object.assign(this.#name(other), this.#name(this.state));
    return other;
  }
}

/** Walks all paths to their ends: nothing is pruned. */
export function walkAll(source: ProgSource, env: VerifierEnv): ReadonlyMap<string, Known> {
  const subprogs = findSubprogs(source.insns, env.profile.jit.cpuV4);
  const never = new Uint8Array(source.insns.length);
  const verifier = new WatchedVerifier(source, env, subprogs, never);
  interpret(verifier);
  return verifier.known;
}

/** What was known at a place of a path; undefined if the verifier holds that nothing gets there. */
export function knownOf(walk: ReadonlyMap<string, Known>, path: PathName): Known | undefined {
  return walk.get(path.text);
}
