export {
  type FakeAddressMap,
  type FakeKernel,
  type FakeProg,
  fakeAddressMap,
  fakeSymbol,
} from './fake-addresses.ts';
export * from './profile.ts';
export { KNOWN_VERSIONS, type ProfileError, resolveProfile } from './resolve.ts';
