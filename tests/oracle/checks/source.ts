// Check `source`: everything from the insns that were given to BPF_PROG_LOAD. Our verifier answers as the kernel's did
// and rewrites, our JIT compiles, and the images are the kernel's byte for byte; then our machine runs these images, and
// every test run returns what it returned on the kernel. Nothing of the kernel's own rewriting is used, so a case fails
// here that fails in `xlated`, unless the kernel never showed what became of the program.

import { at, err, ok, type Result } from '../../../src/core/base/index.ts';
import { runLayout } from '../../../src/core/kernel/index.ts';
import {
  type Refusal,
  type VerifierEnv,
  verify,
  type Xlated,
} from '../../../src/core/rewrite/index.ts';
import { isInterpreted } from '../addresses.ts';
import type { Boot, Check, GoldenCase, Verdict } from '../golden.ts';
import { compareImages } from './jited.ts';
import { runCase } from './run.ts';
import { goldenEnv, goldenSource } from './xlated.ts';

type Answers = readonly Result<Xlated, Refusal>[];

function compareAnswers(golden: GoldenCase, answers: Answers): string | null {
  for (const [opIdx, op] of golden.ops.entries()) {
    if (op.op !== 'load') continue;
    const answer = at(answers, op.p);
    const ours = answer.ok ? 0 : answer.error.errno;
    const kernel = op.result.errno ?? 0;
    if (ours === kernel) continue;
    const why = answer.ok ? '' : ` (${answer.error.message})`;
    return `op ${opIdx} (load): errno ${ours}${why}, the kernel's ${kernel}`;
  }
  return null;
}

function compareRuns(golden: GoldenCase, boot: Boot): Verdict {
  // A program that the JIT gave up is run by the kernel's interpreter, whose bytes no dump shows.
  if (isInterpreted(golden)) return { kind: 'none' };
  const [version = ''] = golden.profile.split('-');
  const layout = runLayout(version);
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  const { problem, compared } = runCase(golden, boot, layout, 'source');
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
}

function answersOf(golden: GoldenCase, env: VerifierEnv): Answers {
  return golden.progs.map((_, progIdx) => verify(goldenSource(golden, progIdx), env));
}

export const checkSource: Check = (golden, boot) => {
  const env = goldenEnv(golden, boot);
  if (env === null) {
    return { kind: 'fail', detail: `profile "${golden.profile}" is not modelled` };
  }
  const answers = answersOf(golden, env);
  const problem = compareAnswers(golden, answers);
  if (problem !== null) return { kind: 'fail', detail: problem };
  const images = compareImages(golden, boot, env.profile, ({ p }) => {
    const answer = at(answers, p);
    return answer.ok ? ok(answer.value) : err(answer.error.message);
  });
  if (images.kind === 'fail') return images;
  const runs = compareRuns(golden, boot);
  return runs.kind === 'none' ? images : runs;
};
