// What the verifier answered about the programs of one text, for compiling that text under profiles that hardly
// differ: an answer holds for every profile that is alike in what the verifier read.

import type { Lab } from '../asm/index.ts';
import { type Addr, at, type Result } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import { type WatchedProfile, watchProfile } from '../kernel/index.ts';
import {
  type Analysis,
  analyse,
  type LinkResult,
  linkProg,
  type Refusal,
  type Rewritten,
  rewrite,
  type VerifierEnv,
} from '../rewrite/index.ts';

/** An answer, and all that it depends on. */
interface Answer<T> {
  readonly value: T;
  readonly watched: WatchedProfile;
  readonly symbols: ReadonlyMap<string, Addr | undefined>;
  readonly imms: ReadonlyMap<string, number | undefined>;
}

/** Tells what is asked of an environment. */
function ask<T>(env: VerifierEnv, question: (env: VerifierEnv) => T): Answer<T> {
  const watched = watchProfile(env.profile);
  const symbols = new Map<string, Addr | undefined>();
  const imms = new Map<string, number | undefined>();
  const note = <V>(notes: Map<string, V>, name: string, value: V): V => {
    notes.set(name, value);
    return value;
  };
  const value = question({
    profile: watched.profile,
    maps: env.maps,
    helperImm: (name) => note(imms, name, env.helperImm(name)),
    symbolAddr: (name) => note(symbols, name, env.symbolAddr(name)),
  });
  return { value, watched, symbols, imms };
}

/** Asks `env` for the symbols again, as who listens to it wants to know of them all. */
function holds(answer: Answer<unknown>, env: VerifierEnv): boolean {
  return (
    answer.watched.isLike(env.profile) &&
    [...answer.symbols].every(([name, addr]) => env.symbolAddr(name) === addr) &&
    [...answer.imms].every(([name, imm]) => env.helperImm(name) === imm)
  );
}

class Answers<T> {
  private readonly known: Answer<T>[] = [];

  of(env: VerifierEnv, question: (env: VerifierEnv) => T): T {
    const found = this.known.findLast((answer) => holds(answer, env));
    if (found) return found.value;
    const answer = ask(env, question);
    this.known.push(answer);
    return answer.value;
  }
}

interface KeptProg {
  readonly linked: LinkResult;
  readonly analyses: Answers<Result<Analysis, Refusal>>;
  /** By analysis, as that is what is rewritten. */
  readonly rewritten: Map<Analysis, Answers<Result<Rewritten, Refusal>>>;
}

/** For the programs of one text and its maps. */
export class KeptVerdicts {
  private readonly progs = new Map<number, KeptProg>();

  link(lab: Lab, progIdx: number, maps: readonly MapDef[]): LinkResult {
    const known = this.progs.get(progIdx);
    if (known) return known.linked;
    const linked = linkProg(lab, at(lab.progs, progIdx), maps);
    this.progs.set(progIdx, { linked, analyses: new Answers(), rewritten: new Map() });
    return linked;
  }

  /** Of a program that was linked before. */
  verify(progIdx: number, env: VerifierEnv): Result<Rewritten, Refusal> {
    const prog = this.progs.get(progIdx);
    if (!prog) throw new Error(`program ${progIdx} was not linked`);
    const { source } = prog.linked;
    const analysis = prog.analyses.of(env, (asked) => analyse(source, asked));
    if (!analysis.ok) return analysis;
    const known = prog.rewritten.get(analysis.value) ?? new Answers();
    prog.rewritten.set(analysis.value, known);
    return known.of(env, (asked) => rewrite(source, analysis.value, asked));
  }
}
