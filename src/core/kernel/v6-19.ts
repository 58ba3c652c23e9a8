// Linux 6.19 in a small configuration without IBT and without mitigations, from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel.

import { TAIL_CALLS_BY_POINTER } from './counter-by-pointer.ts';
import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V6_19: KernelVersion = {
  profile: {
    version: '6.19',
    options: [],
    jit: {
      ibt: false,
      indirectJump: 'plain',
      indirectReg: 'rcx',
      indirectThunk: '__x86_indirect_thunk_rcx',
      returnThunk: null,
      sls: false,
      int3AfterIndirectJump: false,
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
      lockedXchg: true,
    },
    layout: { mapMaxEntries: 0x3c, arrayPtrs: 0x120, progBpfFunc: 0x48 },
    tailCall: TAIL_CALLS_BY_POINTER,
    verifier: {
      lastHelper: 211,
      mitigationsOffTrusts: true,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: false,
      mayGoto: 'clock',
      inlinesPercpu: true,
      guardsMinusOne: true,
      btf: false,
      anyBackEdge: true,
      trustsTask: true,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v6_19,
      speculation: SPECULATION.v6_19,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 123,
    protocols: { mapPoke: 'v7_1', textPoke: 'int3_three_phase' },
  },
  // qemu64 with mitigations=off; the build has none to turn on
  options: [{ word: 'plain', group: 'mitigations', jit: {} }],
};
