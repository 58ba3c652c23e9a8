import type { BuiltinLab } from './lab.ts';

export const SLEEPABLE: BuiltinLab = {
  id: 'sleepable',
  title: 'Preempted in the unwind: the wait that was foreseen',
  blurb:
    'When the grace period was chosen, the mail of July 2020 added that sleepable programs would one day need a ' +
    'tasks-trace wait too. Since early 2026 they may use tail calls, and emptying a slot still waits with ' +
    'synchronize_rcu() alone. A sleepable run holds no rcu_read_lock: CPU 0 has unwound when its task is preempted, ' +
    'the wait ends without it, P2 becomes a nop, and it comes back and falls through. R6 to R9 of classify then hold ' +
    "entry's values; entry in turn finds its own rbp in R9 and its return address in R8. Observed under emulation on " +
    '7.1.5; nothing is claimed about other versions or hardware, and no report of it was found. Two controls: with the ' +
    'protocol at the end of the text no order of steps goes wrong, and none does when all three programs are of type ' +
    'flow_dissector, whose runs can be preempted too, but under rcu_read_lock. The tasks-trace wait has its own danger ' +
    '(inferred): it waits under poke_mutex, so a sleepable program that deletes its own slot would wait for itself.',
  opensAt: { event: 'verdict', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'wait' } },
    { actor: 'CPU 0', to: { kind: 'preempt' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// A sleepable caller is preempted between the two sites while its slot is emptied.
.kernel 7.1

.map jmp_table prog_array max_entries=1

.prog entry syscall sleepable
        r6 = 0x60                   // r6 to r9: live across the call
        r7 = 0x70
        r8 = 0x80
        r9 = 0x90
        call classify               // after the race: r8 its return address, r9 rbp
        exit

.func classify
        r6 = 6
        r7 = 7
        r8 = 8
        r9 = 9
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r6                     // after the race: 0x60, as entry has it
        exit

.prog target syscall sleepable
        r0 = 1
        exit

.init
        jmp_table[0] = target

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1, 6}

/* The cure: take the marks of this comment away.
.protocol map_poke trace_wait
for_each_poke(map, key) {
    if (new) {
        text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        if (!old)
            text_poke(tailcall_bypass, jmp(bypass_addr), nop);
    } else {
        ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
        if (!ret) {
            synchronize_rcu();
            synchronize_rcu_tasks_trace();
        }
        text_poke(tailcall_target, old ? jmp(old) : nop, nop);
    }
}
*/
`,
};
