export * from './profile.ts';
export { KNOWN_VERSIONS, type ProfileError, resolveProfile } from './resolve.ts';
