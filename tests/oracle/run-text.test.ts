import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../src/core/base/index.ts';
import { Text, TextSegment } from './run-text.ts';

const LOW = 0xffff_ffff_c000_0010n;
const HIGH = 0xffff_ffff_c000_1000n;
const HI = -1;

/** mov eax, 0xc9c3cc; leave; ret. */
const CODE = hexToBytes('b8c3c90000c9c3');

function rip(addr: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, addr)), HI];
}

describe('Text', () => {
  const text = new Text([new TextSegment(HIGH, CODE), new TextSegment(LOW, CODE)]);

  it('finds the insn at an address in any image', () => {
    expect(text.insn(...rip(HIGH))?.length).toBe(5);
    expect(text.insn(...rip(LOW + 6n))?.control).toBe('ret');
    expect(text.segment?.addr).toBe(LOW);
    expect(text.byteOff).toBe(6);
  });

  it('decodes from the byte that is jumped to, also inside an insn', () => {
    expect(text.insn(...rip(LOW + 1n))?.control).toBe('ret');
    expect(text.insn(...rip(LOW + 2n))?.length).toBe(1);
  });

  it.each([LOW - 1n, LOW + 7n, HIGH - 1n, HIGH + 7n])('has nothing at %s', (addr) => {
    expect(text.insn(...rip(addr))).toBeNull();
    expect(text.insn(...rip(LOW))?.length).toBe(5);
  });

  it('has nothing in the other half of the address space', () => {
    expect(text.insn(rip(LOW)[0], 0)).toBeNull();
  });
});

describe('TextSegment.write', () => {
  it('prepares anew what may reach into the changed bytes', () => {
    const segment = new TextSegment(LOW, CODE);
    expect(segment.insnAt(0).length).toBe(5);
    expect(segment.insnAt(6).control).toBe('ret');
    segment.write(0, hexToBytes('cc'));
    expect(segment.insnAt(0).control).toBe('int3');
    segment.write(0, hexToBytes('e9'));
    expect(segment.insnAt(0)).toMatchObject({ control: 'jump', rel: 0xc9c3 });
    segment.write(1, hexToBytes('05000000'));
    expect(segment.insnAt(0).rel).toBe(5);
  });

  it('leaves the bytes that it was made from alone', () => {
    const bytes = CODE.slice();
    new TextSegment(LOW, bytes).write(0, hexToBytes('cc'));
    expect(bytes).toEqual(CODE);
  });
});
