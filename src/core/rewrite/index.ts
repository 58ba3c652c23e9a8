export { type AnalysedSubprog, type Analysis, analyse, type VerifierEnv } from './analyse.ts';
export { blindConstants } from './blind.ts';
export type { InsnFacts } from './interpret/verifier.ts';
export { type LinkResult, linkProg } from './link.ts';
export type { Provenance, RemovedInsn, Rewriting, RewritingKind } from './provenance.ts';
export { rewrite, verify } from './rewrite.ts';
export * from './xlated.ts';
