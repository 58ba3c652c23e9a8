import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { checksum } from '../../../src/url/checksum.ts';

describe('checksum', () => {
  it('gives the check value of CRC-32', () => {
    expect(checksum(strToU8('123456789'))).toBe('cbf43926');
  });

  it('takes chunks as one row of bytes', () => {
    expect(checksum(strToU8('12345'), strToU8(''), strToU8('6789'))).toBe('cbf43926');
  });

  it('keeps its leading zeros', () => {
    expect(checksum()).toBe('00000000');
  });
});
