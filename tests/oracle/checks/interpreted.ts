// Check `interpreted`: every program returns without the JIT, in our interpreter, what it returned on the kernel, where
// its image ran. Left out is what our verifier refuses without the JIT and the kernel took with it: tail calls of programs
// with functions, and loops that end by the clock.

import { fakeSymbol, runLayout } from '../../../src/core/kernel/index.ts';
import { verify } from '../../../src/core/rewrite/index.ts';
import type { Boot, Check, GoldenCase } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { runCase } from './run.ts';
import { goldenEnv, goldenSource } from './xlated.ts';

/** What map operations, and questions for the CPU, call without the JIT. No image of a golden case does, so no boot file names them. */
const GENERAL = [
  'bpf_map_lookup_elem',
  'bpf_map_update_elem',
  'bpf_map_delete_elem',
  'bpf_get_smp_processor_id',
  'bpf_get_raw_cpu_id',
];
const NEEDS_JIT = /tail_calls are not allowed|may_goto without the JIT/;

const boots = new WeakMap<Boot, Boot>();

function withGeneral(boot: Boot): Boot {
  const known = boots.get(boot);
  if (known) return known;
  const added: Readonly<Record<string, string>> = Object.fromEntries(
    GENERAL.map((name): [string, string] => [name, (fakeSymbol(name) ?? 0n).toString(16)]),
  );
  const more: Boot = { ...boot, symbols: { ...added, ...boot.symbols } };
  boots.set(boot, more);
  return more;
}

/** True if a program of the case cannot be loaded without the JIT. */
function needsJit(golden: GoldenCase, boot: Boot): boolean {
  const env = goldenEnv(golden, boot);
  const profile = profileForGolden(golden.profile, ['nojit']);
  if (!env || !profile) return false;
  return golden.progs.some((_, progIdx) => {
    const answer = verify(goldenSource(golden, progIdx), { ...env, profile });
    return !answer.ok && NEEDS_JIT.test(answer.error.message);
  });
}

export const checkInterpreted: Check = (golden, given) => {
  const [version = ''] = golden.profile.split('-');
  const layout = runLayout(version);
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  const boot = withGeneral(given);
  if (needsJit(golden, boot)) return { kind: 'none' };
  const { problem, compared } = runCase(golden, boot, layout, 'interpreted');
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
};
