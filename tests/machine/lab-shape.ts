// Small labs for schedules: one caller in three forms, two programs for its slot, CPUs that run it, and one
// that updates.

export interface LabShape {
  readonly form: 'direct' | 'indirect' | 'subprog';
  readonly filled: boolean;
  /** CPUs that run the caller. */
  readonly runners: number;
  readonly updates: readonly ('install' | 'replace' | 'delete' | 'unload' | 'load')[];
}

const CALL: Readonly<Record<LabShape['form'], string>> = {
  direct: `
    r6 = r1
    r7 = 7
    r2 = t ll
    r3 = 0
    call tail_call
    r0 = r7`,
  indirect: `
    r6 = r1
    r7 = 7
    r2 = t ll
    r3 = *(u32 *)(r1 + 0)
    r3 &= 0
    if r3 s> 0 goto out
    call tail_call
out:
    r0 = r7`,
  subprog: `
    r7 = 7
    call inner`,
};

const OPS: Readonly<Record<LabShape['updates'][number], string>> = {
  install: 't[0] = a',
  replace: 't[0] = b',
  delete: 'delete t[0]',
  unload: 'unload a',
  load: 'load late',
};

/** The lab's text. Runs return 7 (fell through), 10 (a) or 20 (b). */
export function scheduleLab({ form, filled, runners, updates }: LabShape): string {
  const cpus = Array.from({ length: runners }, (_, cpu) => `.cpu ${cpu}\n    run entry times=2`);
  return `.kernel 6.1
.map t prog_array max_entries=2
.prog entry tc${CALL[form]}
    exit
${form === 'subprog' ? `.func inner\n    r6 = 7\n    r2 = t ll\n    r3 = 0\n    call tail_call\n    r0 = r6\n    exit` : ''}
.prog a tc
    r0 = 10
    exit
.prog b tc
    r0 = 20
    exit
.prog late tc
    r2 = t ll
    r3 = 0
    call tail_call
    r0 = 7
    exit
.init
${filled ? '    t[0] = a' : ''}
${cpus.join('\n')}
.cpu 5
${updates.map((op) => `    ${OPS[op]}`).join('\n')}
${updates.includes('load') ? '' : '.cpu 6\n    load late\n'}`;
}
