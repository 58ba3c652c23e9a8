export { type AnalysedSubprog, type Analysis, analyse, type VerifierEnv } from './analyse.ts';
export * from './xlated.ts';
