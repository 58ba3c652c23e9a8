import { assert } from './assert.ts';

const DIGITS = '0123456789abcdef';

/** Lower-case hex, two digits a byte, `separator` between bytes. */
export function bytesToHex(bytes: ArrayLike<number>, separator = ''): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    parts.push(`${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`);
  }
  return parts.join(separator);
}

/** Reads two hex digits a byte, nothing between them. Throws on anything else. */
export function hexToBytes(hex: string): Uint8Array {
  assert(/^(?:[0-9a-fA-F]{2})*$/.test(hex), `not hex bytes: ${hex.slice(0, 40)}`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

/** `0x` and lower-case digits without leading zeros, as objdump prints an address. */
export function hexAddr(addr: bigint): string {
  return `0x${addr.toString(16)}`;
}
