import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../../src/url/base64url.ts';

describe('encodeBase64url', () => {
  it('agrees with the platform for every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
      { seed: 4648 },
    );
  });
});

describe('decodeBase64url', () => {
  it('undoes the encoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(bytes);
      }),
      { seed: 4648 },
    );
  });

  it('refuses characters outside of the alphabet', () => {
    for (const text of ['ab+d', 'ab/d', 'abc=', 'ab d', 'añc']) {
      expect(decodeBase64url(text)).toBeNull();
    }
  });
});
