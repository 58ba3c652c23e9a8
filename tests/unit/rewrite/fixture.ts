// Labs for the tests of core/rewrite: text in, the verifier's answer out.

import { type Lab, parseLab } from '../../../src/core/asm/index.ts';
import { at } from '../../../src/core/base/index.ts';
import {
  CODE_TAIL_CALL,
  type Insn,
  isLdImm64,
  type MapDef,
  printInsn,
} from '../../../src/core/bpf/index.ts';
import { resolveProfile } from '../../../src/core/kernel/index.ts';
import {
  type Analysis,
  analyse,
  linkProg,
  type ProgSource,
  type Refusal,
  type Rewritten,
  type VerifierEnv,
  verify,
  type Xlated,
} from '../../../src/core/rewrite/index.ts';

const MAPS = `
.map t prog_array max_entries=4
.map u prog_array max_entries=8
.map a array max_entries=1 value_size=64
.map h hash max_entries=8
`;

function labOf(text: string): Lab {
  const { lab, diagnostics } = parseLab(`.kernel 6.1\n${MAPS}${text}`);
  if (diagnostics.some((each) => each.severity === 'error')) {
    throw new Error(diagnostics.map((each) => each.message).join('; '));
  }
  return lab;
}

function mapsOf(lab: Lab): MapDef[] {
  return lab.maps.map(({ name, type, keySize, valueSize, maxEntries }) => {
    return { name, type, keySize, valueSize, maxEntries };
  });
}

const symbols: string[] = [];

/** The made-up imm of a call of `symbol`; another for each symbol. */
export function symbolImm(symbol: string): number {
  if (!symbols.includes(symbol)) symbols.push(symbol);
  return 1000 + 16 * symbols.indexOf(symbol);
}

export function envOf(maps: readonly MapDef[], version = '6.1'): VerifierEnv {
  const profile = resolveProfile(version, []);
  if (!profile.ok) throw new Error(`no profile ${version}`);
  return { profile: profile.value, maps, helperImm: symbolImm, symbolAddr: () => undefined };
}

/** Links the first program of a lab that has the maps t, u (prog arrays), a (array) and h (hash). */
export function sourceOf(text: string, version?: string): { source: ProgSource; env: VerifierEnv } {
  const lab = labOf(text);
  const maps = mapsOf(lab);
  const { source, diagnostics } = linkProg(lab, at(lab.progs, 0), maps);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => each.message).join('; '));
  return { source, env: envOf(maps, version) };
}

/** A program of insns given one by one. */
export function sourceOfInsns(insns: readonly Insn[]): ProgSource {
  return {
    name: 'p',
    type: 'socket_filter',
    sleepable: false,
    insns,
    spans: [],
    funcNames: new Map(),
  };
}

export function accepted(text: string): Rewritten {
  const { source, env } = sourceOf(text);
  const result = verify(source, env);
  if (!result.ok) throw new Error(`refused: ${result.error.message}`);
  return result.value;
}

export function analysed(text: string): Analysis {
  const { source, env } = sourceOf(text);
  const result = analyse(source, env);
  if (!result.ok) throw new Error(`refused: ${result.error.message}`);
  return result.value;
}

export function refused(text: string): Refusal {
  const { source, env } = sourceOf(text);
  const result = verify(source, env);
  if (result.ok) throw new Error('accepted');
  return result.error;
}

/** What a version says: errno and sentence of a refusal, or that it accepts. */
export function answer(text: string, version = '6.1'): string {
  const { source, env } = sourceOf(text, version);
  const result = verify(source, env);
  return result.ok ? 'accepted' : `${result.error.errno} ${result.error.message}`;
}

/** The rewritten insns as text, tail calls as `tail_call N`; second slots of ld_imm64 are left out. */
export function printed(xlated: Xlated): string[] {
  const { insns } = xlated;
  return insns.flatMap((insn, insnIdx) => {
    if (insn.code === 0) return [];
    if (insn.code === CODE_TAIL_CALL) return [`tail_call ${insn.imm}`];
    return [printInsn(insns.slice(insnIdx, insnIdx + (isLdImm64(insn) ? 2 : 1)))];
  });
}
