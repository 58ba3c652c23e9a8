// The objdump vectors of tests/oracle/objdump (format: its README).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hexToBytes } from '../../../src/core/base/index.ts';

export interface ObjdumpVector {
  readonly hex: string;
  readonly bytes: Uint8Array;
  readonly addr: bigint;
  readonly att: string;
  readonly intel: string;
}

export function readObjdumpVectors(name: 'golden' | 'table'): ObjdumpVector[] {
  const file = join(import.meta.dirname, '../../oracle/objdump', `${name}.tsv.gz`);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  return lines.map((line, i) => {
    const [hex = '', att = '', intel = ''] = line.split('\t');
    return { hex, bytes: hexToBytes(hex), addr: BigInt(16 * i), att, intel };
  });
}
