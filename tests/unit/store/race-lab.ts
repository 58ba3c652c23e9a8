// The race of the cover letter: a delete with the protocol that had it, against a CPU in the tail call.

export { CPU_0 as CPU0, CPU_1 as CPU1, RACY as RACE } from '../machine/steered-lab.ts';
