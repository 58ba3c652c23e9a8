export { assert, at, unreachable } from './assert.ts';
export type { Diagnostic, RelatedPlace, Severity, Span } from './diagnostic.ts';
export { bytesToHex, hexAddr, hexToBytes } from './hex.ts';
export { err, ok, type Result } from './result.ts';
export { type Addr, type ByteOff, type InsnIdx, isS32, s64, u64 } from './units.ts';
