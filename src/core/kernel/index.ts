export {
  type CtxField,
  type CtxLayout,
  type CtxStep,
  ctxFieldAt,
  ctxLayout,
} from './ctx-access.ts';
export type { OptionInfo } from './describe-options.ts';
export { profileDifferences } from './differences.ts';
export {
  type FakeAddressMap,
  type FakeKernel,
  type FakeProg,
  fakeAddressMap,
  fakeSymbol,
} from './fake-addresses.ts';
export {
  HASH_LOOKUP_SYMBOL,
  HTAB_ELEM,
  helperSymbol,
  SKB_LOAD_SYMBOLS,
} from './helper-symbols.ts';
export { BLINDING_SEED } from './load-options.ts';
export { NUMBERS, type NumberRules } from './number-rules.ts';
export * from './profile.ts';
export { KNOWN_VERSIONS, kernelOptions, type ProfileError, resolveProfile } from './resolve.ts';
export {
  type PercpuContent,
  type PercpuVar,
  type RunLayout,
  runLayout,
  type SkbLayout,
  type XdpLayout,
} from './run-layout.ts';
export type { SpeculationRules } from './speculation-rules.ts';
export { type WatchedProfile, watchProfile } from './watched-profile.ts';
