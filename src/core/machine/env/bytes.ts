// Single bytes of a state's words, little endian whatever the host is.

/** Reads byte `byteOff` of `words`. */
export function loadByte(words: Int32Array, byteOff: number): number {
  return ((words[byteOff >> 2] ?? 0) >>> ((byteOff & 3) << 3)) & 0xff;
}

/** Writes the low byte of `value` at byte `byteOff` of `words`. */
export function storeByte(words: Int32Array, byteOff: number, value: number): void {
  const shift = (byteOff & 3) << 3;
  const word = byteOff >> 2;
  words[word] = ((words[word] ?? 0) & ~(0xff << shift)) | ((value & 0xff) << shift);
}

/** Writes `bytes`, and zeroes up to `byteLen`. Bytes beyond `byteLen` are left out. */
export function storeBytes(
  words: Int32Array,
  byteOff: number,
  bytes: Uint8Array,
  byteLen = bytes.length,
): void {
  for (let at = 0; at < byteLen; at++) storeByte(words, byteOff + at, bytes[at] ?? 0);
}

/** True if `bytes` stand at `byteOff`. */
export function hasBytes(words: Int32Array, byteOff: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, at) => loadByte(words, byteOff + at) === byte);
}

/** Copies `byteLen` bytes out. */
export function loadBytes(words: Int32Array, byteOff: number, byteLen: number): Uint8Array {
  return Uint8Array.from({ length: byteLen }, (_, at) => loadByte(words, byteOff + at));
}
