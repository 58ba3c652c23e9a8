// Linux 7.1.5 in a small configuration with IBT and every mitigation built in, from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel.

import { TAIL_CALLS_BY_POINTER } from './counter-by-pointer.ts';
import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V7_1: KernelVersion = {
  profile: {
    version: '7.1',
    options: [],
    jit: {
      ibt: true,
      indirectJump: 'plain',
      indirectReg: 'rcx',
      indirectThunk: '__x86_indirect_thunk_rcx',
      returnThunk: null,
      sls: true,
      int3AfterIndirectJump: true,
      mulDiv: 'short',
      padsJumps: true,
      nops: NOPS,
      countReload: 'subprog-calls',
      cpuV4: true,
      acquireRelease: true,
      leanShifts: true,
      shortNegativeImm64: true,
      bmi2: false,
      callDepth: null,
      lockedXchg: false,
    },
    layout: { mapMaxEntries: 0x44, arrayPtrs: 0x120, progBpfFunc: 0x48 },
    tailCall: TAIL_CALLS_BY_POINTER,
    verifier: {
      lastHelper: 211,
      mitigationsOffTrusts: true,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: true,
      mayGoto: 'clock',
      inlinesPercpu: true,
      guardsMinusOne: true,
      btf: false,
      anyBackEdge: true,
      trustsTask: true,
      reachMarksLeft: true,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v7_1,
      speculation: SPECULATION.v6_19,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 123,
    // Built with PREEMPT_LAZY; other test runs turn bottom halves off.
    preemptibleRuns: ['flow_dissector'],
    protocols: { mapPoke: 'v7_1', textPoke: 'int3_three_phase' },
  },
  options: [
    // qemu64 with mitigations=off
    { word: 'plain', group: 'mitigations', jit: {} },
    // EPYC with default mitigations
    {
      word: 'hardened',
      group: 'mitigations',
      jit: { indirectJump: 'retpoline', returnThunk: 'retbleed_return_thunk', bmi2: true },
    },
  ],
};
