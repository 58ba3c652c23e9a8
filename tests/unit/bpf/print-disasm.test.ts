import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hexToInsns, type Insn, insnSlots, printDisasm } from '../../../src/core/bpf/index.ts';
import { type GoldenCase, readJsonLines } from '../../oracle/golden.ts';

const GOLDEN = join(import.meta.dirname, '../../oracle/golden');

/** Lines `12: (b7) r0 = 0` of a verifier's log. */
const LOG_LINE = /^(\d+): \(([0-9a-f]{2})\) (.*?)(?: *;.*)?$/;

/** The log of a ld_imm64 of a map has the map's address. */
const ADDRESS = /0xffff[0-9a-f]{12}$/;

function printed(hex: string): string {
  return printDisasm(hexToInsns(hex));
}

/** Every insn of a log, with the insns of its program. */
function* loggedInsns(): Generator<{ name: string; slots: Insn[]; code: string; text: string }> {
  for (const folder of readdirSync(GOLDEN)) {
    const cases = readJsonLines<GoldenCase>(join(GOLDEN, folder, 'tailcall.jsonl.gz'));
    const loads = cases.flatMap(({ name, progs, ops }) =>
      ops.flatMap((each) => (each.op === 'load' ? [{ name, progs, load: each }] : [])),
    );
    for (const { name, progs, load } of loads) {
      const insns = hexToInsns(progs[load.p]?.insns ?? '');
      for (const line of (load.result.log ?? '').split('\n')) {
        const [, idx, code = '', text = ''] = LOG_LINE.exec(line) ?? [];
        const insn = insns[Number(idx)];
        if (insn === undefined || ADDRESS.test(text)) continue;
        const slots = insns.slice(Number(idx), Number(idx) + insnSlots(insn));
        yield { name: `${folder} ${name}`, slots, code, text };
      }
    }
  }
}

describe('printDisasm', () => {
  it('writes insns as the logs of the shipped kernels do', () => {
    let compared = 0;
    for (const { name, slots, code, text } of loggedInsns()) {
      expect(printDisasm(slots), name).toBe(`(${code}) ${text}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(200);
  }, 30_000);

  it.each([
    ['b4000000ffffffff', '(b4) w0 = -1'],
    ['bf21000000000000', '(bf) r1 = r2'],
    ['bf21080000000000', '(bf) r1 = (s8)r2'],
    ['bf00ffff00000000', '(bf) r0 = &(void __percpu *)(r0)'],
    ['bf21010001000000', '(bf) r1 = addr_space_cast(r2, 0, 1)'],
    ['3f21010000000000', '(3f) r1 s/= r2'],
    ['d400000010000000', '(d4) r0 = le16 r0'],
    ['dc00000040000000', '(dc) r0 = be64 r0'],
    ['d700000020000000', '(d7) r0 = bswap32 r0'],
    ['8400000000000000', '(84) w0 = -w0'],
    ['8121fcff00000000', '(81) r1 = *(s32 *)(r2 -4)'],
    ['2112040000000000', '(21) r2 = *(u32 *)(r1 +4)'],
    ['7b2af8ff00000000', '(7b) *(u64 *)(r10 -8) = r2'],
    ['6a0afcff07000000', '(6a) *(u16 *)(r10 -4) = 7'],
    ['db2af8ff00000000', '(db) lock *(u64 *)(r10 -8) += r2'],
    ['c32af8ff51000000', '(c3) r2 = atomic_fetch_and((u32 *)(r10 -8), r2)'],
    ['db2af8fff1000000', '(db) r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r2)'],
    ['db2af8ffe1000000', '(db) r2 = atomic64_xchg((u64 *)(r10 -8), r2)'],
    ['3000000009000000', '(30) r0 = *(u8 *)skb[9]'],
    ['4020000009000000', '(40) r0 = *(u32 *)skb[r2 + 9]'],
    ['0500030000000000', '(05) goto pc+3'],
    ['0600000000010000', '(06) gotol pc+256'],
    ['e500fdff00000000', '(e5) may_goto pc-3'],
    ['5501feffffffffff', '(55) if r1 != 0xffffffff goto pc-2'],
    ['be21020000000000', '(be) if w1 <= w2 goto pc+2'],
    ['8500000001000000', '(85) call bpf_map_lookup_elem#1'],
    ['8510000004000000', '(85) call pc+4'],
    ['f500000003000000', '(85) call bpf_tail_call#12'],
    ['9500000000000000', '(95) exit'],
    ['18010000785634120000000001000000', '(18) r1 = 0x112345678'],
  ])('writes %s as %s', (hex, text) => {
    expect(printed(hex)).toBe(text);
  });

  it('puts names behind calls and in place of maps', () => {
    const names = { call: () => 'htab_map_delete_elem#7', subprog: () => 'f', map: () => 'map[t]' };
    expect(printDisasm(hexToInsns('8510020001000000'), names)).toBe('(85) call pc+2#f');
    expect(printDisasm(hexToInsns('8500000010270000'), names)).toBe(
      '(85) call htab_map_delete_elem#7',
    );
    expect(printDisasm(hexToInsns('18120000000000000000000000000000'), names)).toBe(
      '(18) r2 = map[t]',
    );
  });
});
