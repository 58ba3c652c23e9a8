// Labs for the fuzzer to damage: every directive, every form of instruction, clang's own output.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readJsonLines } from '../oracle/golden.ts';

function oraclePath(name: string): string {
  return fileURLToPath(new URL(`../oracle/${name}`, import.meta.url));
}

const EVERYTHING = `// CPU 0 is caught between the two poke sites while CPU 1 empties the slot.
.kernel 6.1-plain hardened noendbr
.map  jmp_table prog_array max_entries=2
.map  counters percpu_hash key_size=16 max_entries=0x400 value_size=64
.prog entry tc
        r6 = r1 /* saved */
        r2 = jmp_table ll
        r3 = 0 ; call tail_call
        call bpf_get_prandom_u32
1:      if r0 s> -5 goto 1f
        if w0 & 0x80 goto 1b
1:      r1 = counters + 8 ll
        r2 = 0x123456789abcdef0 ll
        gotol out
out:    call after
        exit
.func after
        lock *(u64 *)(r10 - 8) += r1
        r0 = atomic_fetch_xor((u64 *)(r10 - 8), r0)
        w0 = cmpxchg32_32(r10 - 8, w0, w2)
        store_release((u32 *)(r1 + 4), w2)
        .8byte 0x18, 0, 0x95
        r0 = be16 r0
        r0 = *(u8 *)skb[r1 + 4]
        exit
.prog target_a fentry.s/do_nanosleep sleepable
        r0 = 10
        exit
.init
        jmp_table[0] = target_a
.cpu 0
        run entry times=3 len=64
        load entry
.cpu 1
        delete jmp_table[0]
        update jmp_table[1] = target_a
        unload target_a
        close jmp_table
.expect
        retval(0) in {1, 10, -1}
        slot(jmp_table[0]) == none
.protocol map_poke approach_1
for_each_poke(map, key) {
    if (new) { text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new)); }
}
.protocol text_poke int3_three_phase
.layout check bypass unwind target
`;

const CLANG = ['parser_chain', 'subprog_tailcall', 'static_init', 'self_loop'].map((name) => {
  const source = gunzipSync(readFileSync(oraclePath(`real/${name}.s.gz`))).toString();
  return `.map jmp_table prog_array max_entries=8\n.prog ${name} tc\n${source}`;
});

const INSNS = readJsonLines<{ text: string }>(oraclePath('asm/llvm19-insns.jsonl.gz'));

/** Whole labs that parse without an error, or nearly so. */
export const LABS: readonly string[] = [
  EVERYTHING,
  ...CLANG,
  `.prog insns xdp\n${INSNS.slice(0, 200)
    .map(({ text }) => text)
    .join('\n')}\n`,
];

/** Pieces to put into a lab where they do not belong. */
export const PIECES: readonly string[] = [
  ...EVERYTHING.split(/(\s+)/),
  ...INSNS.slice(200, 260).map(({ text }) => text),
  '/*',
  '*/',
  '"',
  "'",
  '((((((((((((',
  '-------------',
  '1+1+1+1+1+1*2<<3',
  '99999999999999999999999999',
  '0xffffffffffffffff',
  '-0x8000000000000001',
  '.section .maps,"aw"',
  '.type x,@function',
  '\u00a0',
  '\ufeff',
  '\ud83d\ude00',
  '\ud83d',
  '\0',
  '\r\n',
  '.protocol text_poke',
  '.',
  ':',
  '::',
  '[',
  ']',
  '{',
  '}',
  '=',
  'll',
  'none',
];
