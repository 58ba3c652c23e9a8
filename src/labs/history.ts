import type { BuiltinLab } from './lab.ts';

export const HISTORY: BuiltinLab = {
  id: 'history',
  title: 'History of a tail call: 5.9 to 7.1',
  blurb:
    'One text, and what eight kernels made of it. In 5.9 a chain shares one frame and a call has one poke site. 5.10 gives ' +
    'each program a frame of its own, so that the caller unwinds before it jumps, and needs a second site to jump over ' +
    'that. 6.12 keeps one count for a whole chain behind a pointer; 7.1 lets sleepable programs in. "Chapters" below lays ' +
    'each generation beside the next, byte by byte, with the same schedule on both; or change the .kernel line.',
  opensAt: { event: 'store', nth: 0 },
  chapters: [
    {
      title: '5.9 to 5.10: a frame of its own, and a second poke site',
      note:
        'Up to 5.9 the callee goes on in the frame of its caller: all four callee-saved registers are always pushed, a ' +
        'program with a tail call gets all 512 bytes of stack, and the count lies at one place. 5.10 saves only what is ' +
        'used, so the caller has to unwind before the jump, and a bypass leads past that while the slot is empty. Emptying ' +
        'a slot now takes two pokes with a wait for readers between them; see the runs. In return, tail calls and ' +
        'BPF-to-BPF calls go together.',
      a: '5.9',
      b: '5.10',
    },
    {
      title: '5.10 to 5.15: little changes',
      note:
        'The sequence stays. This build of 5.15 puts int3 behind ret. What this text does not show: before a call 5.10.35 ' +
        'reloads the count from a place that it does not round to 8 bytes, so that at a stack depth that is no multiple of 8 some of the ' +
        "program's own data may be taken for it.",
      a: '5.10',
      b: '5.15',
    },
    {
      title: '5.15 to 6.1: the limit is written as it is meant',
      note:
        'In 5.15 the constant is 32 and a call is refused when the count is above it; in 6.1 it is 33, and a call is refused ' +
        'at it. The behaviour is the same: 33 tail calls, 34 program runs. From 5.18 on the image is in a read-only pack, ' +
        'so that a site is filled at load by the same int3 protocol as later, and not by a plain copy.',
      a: '5.15',
      b: '6.1',
    },
    {
      title: '6.1 to 6.6: endbr64, twice',
      note:
        'This build of 6.6 has IBT. An indirect tail call jumps into the middle of a prologue, which would raise a ' +
        'control-protection exception without an endbr64 there. So the entry has one and the landing point another, and ' +
        'the landing point lies 15 bytes in, not 11. The build of 6.1 here is without; choose its option ibt to see it.',
      a: '6.1',
      b: '6.6',
    },
    {
      title: '6.6 to 6.12: one count for a chain',
      note:
        'By value, callees count on a copy: two branches of a hierarchy each get the whole limit, and a program with two ' +
        'functions that each call it again makes 2^34 - 2 tail calls. 6.12 keeps the count on the frame of the first program and ' +
        'hands a pointer on. rax is a count up to 33 and a pointer above. An attempt at an empty slot no longer counts.',
      a: '6.6',
      b: '6.12',
    },
    {
      title: '6.12 to 7.1: sleepable programs',
      note:
        'The sequence stays; the fields of kernel structures move. What is new cannot be seen in these bytes: sleepable ' +
        'programs may make tail calls, and an emptied slot still waits with synchronize_rcu, which does not wait for them. ' +
        'A sleepable caller that is preempted while it unwinds can then meet the emptied site: observed under emulation on ' +
        '7.1.5; no report of it was found. The lab about sleepable callers plays it.',
      a: '6.12',
      b: '7.1',
    },
  ],
  text: `// One text for every kernel: 5.9, 5.10, 5.15, 6.1, 6.6, 6.12, 6.19, 7.1.
.kernel 5.9

.map jmp_table prog_array max_entries=2

.prog entry tc
        r6 = r1                     // saved as rbx
        r7 = 5                      // r13
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll           // direct: map and key are known
        r3 = 0
        call tail_call
        r3 = *(u32 *)(r6 + 0)       // indirect: the key comes from the packet
        r3 &= 1
        r1 = r6
        r2 = jmp_table ll
        call tail_call
        r0 = r7
        exit

.prog target tc
        r0 = 1
        exit

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = target
        delete jmp_table[0]

.expect
        retval(0) in {1, 5}
`,
};
