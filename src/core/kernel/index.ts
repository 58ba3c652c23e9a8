export {
  type CtxField,
  type CtxLayout,
  type CtxStep,
  ctxFieldAt,
  ctxLayout,
} from './ctx-access.ts';
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
export * from './profile.ts';
export { KNOWN_VERSIONS, type ProfileError, resolveProfile } from './resolve.ts';
export {
  type PercpuContent,
  type PercpuVar,
  type RunLayout,
  runLayout,
  type SkbLayout,
  type XdpLayout,
} from './run-layout.ts';
