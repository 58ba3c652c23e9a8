// Unpacking of bytes from strangers: bounded, and keeping what came out before a fault.

import { FlateErrorCode, Inflate } from 'fflate';

/** Small enough that one chunk cannot unpack to more than 256 kB (deflate's best ratio is 1032). */
const CHUNK = 256;

export interface Inflated {
  /** Everything that came out, up to the fault if there was one. */
  readonly bytes: Uint8Array;
  readonly fault: 'truncated' | 'corrupt' | 'too-large' | null;
}

function ranOut(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === FlateErrorCode.UnexpectedEOF
  );
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Inflates raw deflate data and gives up as soon as the output passes `limit` bytes. */
export function inflateBounded(packed: Uint8Array, limit: number): Inflated {
  const parts: Uint8Array[] = [];
  let length = 0;
  let done = false;
  const stream = new Inflate((part, final) => {
    parts.push(part);
    length += part.length;
    done ||= final;
  });
  const result = (fault: Inflated['fault']): Inflated => ({ bytes: join(parts, length), fault });
  for (let at = 0; at < packed.length && !done; at += CHUNK) {
    const last = at + CHUNK >= packed.length;
    try {
      stream.push(packed.subarray(at, at + CHUNK), last);
    } catch (error) {
      return result(ranOut(error) ? 'truncated' : 'corrupt');
    }
    if (length > limit) return result('too-large');
  }
  return result(done ? null : 'truncated');
}
