// The options of a version with what each changes in the bytes, in words made from the profile data.

import { BLINDING_SEED } from './load-options.ts';
import type { JitOptions, LoadConfig, ProfileOption, VerifierConfig } from './profile.ts';

/** An option of a kernel as it can be shown and chosen. */
export interface OptionInfo {
  /** As behind `.kernel`. */
  readonly word: string;
  /** Of the options of one group, one holds. */
  readonly group: string;
  readonly label: string;
  /** What it changes in the bytes. */
  readonly change: string;
  /** Holds where no other of its group was chosen; its word need not be written. */
  readonly isDefault: boolean;
}

const LABELS: Readonly<Record<string, string>> = {
  plain: 'None',
  hardened: 'Retpolines and return thunks',
  lfence: 'lfence and return thunks',
  calldepth: 'Call depth tracking',
  bmi2: 'BMI2',
  k8nop: 'nops of an old AMD CPU',
  ibt: 'IBT',
  unpriv: 'Unprivileged loader',
  blinding: 'Constant blinding',
  nojit: 'JIT off',
};

const INDIRECT_JUMPS: Readonly<Record<JitOptions['indirectJump'], string | null>> = {
  plain: null,
  retpoline: null,
  lfence: 'an indirect tail call is lfence, then jmp *%rcx',
  'inline-retpoline': 'an indirect tail call ends in a retpoline of its own, in the image',
};

function jitChanges(jit: Partial<JitOptions>): string[] {
  const { indirectJump = 'plain', indirectThunk = '__x86_indirect_thunk_rcx' } = jit;
  const nop5 = jit.nops?.[5]?.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const clauses = [
    jit.returnThunk && `each ret becomes jmp ${jit.returnThunk}`,
    indirectJump === 'retpoline' && `an indirect tail call ends in jmp ${indirectThunk}`,
    INDIRECT_JUMPS[indirectJump],
    jit.callDepth && 'a call comes behind sar $5 of the per-CPU call depth',
    jit.bmi2 && 'shifts by a register are shlx, shrx and sarx',
    jit.ibt && 'two endbr64 of 4 bytes: at the entry, and where tail calls land',
    nop5 && `the empty site is ${nop5}`,
  ];
  return clauses.filter((clause) => typeof clause === 'string');
}

function sentence(clauses: readonly string[]): string {
  const text = clauses.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function loadChanges(load: Partial<LoadConfig> | undefined, trusts: boolean): string[] {
  if (load === undefined) return [];
  const blinding =
    'every constant is put together in %r10 by mov and xor, one half random (here from the seed ' +
    `0x${BLINDING_SEED.toString(16)}); every tail call is indirect (bpf_jit_harden=2)`;
  const mask = trusts ? ', unless there are no mitigations' : '';
  const unprivileged =
    'every tail call is indirect, and what a CPU could read by speculation is guarded: masks of indices and ' +
    `offsets, barriers or zeroes at stores to the stack${mask} (no CAP_BPF and no CAP_PERFMON, ` +
    'unprivileged_bpf_disabled=0; socket filters)';
  const interpreter =
    'no image: the interpreter reads the 8-byte insns, and a tail call loads its slot each time, so that an update ' +
    'pokes nothing (bpf_jit_enable=0, without CONFIG_BPF_JIT_ALWAYS_ON)';
  return [
    ...(load.blinding ? [blinding] : []),
    ...(load.unprivileged ? [unprivileged] : []),
    ...(load.jit === false ? [interpreter] : []),
  ];
}

function changeOf({ word, jit, load }: ProfileOption, verifier: VerifierConfig): string {
  const clauses = [...jitChanges(jit), ...loadChanges(load, verifier.mitigationsOffTrusts)];
  if (clauses.length > 0) return sentence(clauses);
  return word === 'plain' ? 'Plain ret, and jmp *%rcx at the end of an indirect tail call.' : '';
}

/** Groups without a `plain` are single switches. */
export function describeOptions(
  options: readonly ProfileOption[],
  verifier: VerifierConfig,
): OptionInfo[] {
  return options.map((option) => ({
    word: option.word,
    group: option.group,
    label: LABELS[option.word] ?? option.word,
    change: changeOf(option, verifier),
    isDefault: option.word === 'plain',
  }));
}
