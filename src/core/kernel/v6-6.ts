// Linux 6.6.9 in a small configuration with IBT and every mitigation built in, from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel.

import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V6_6: KernelVersion = {
  profile: {
    version: '6.6',
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
      countReload: 'every-call',
      cpuV4: true,
      acquireRelease: false,
      leanShifts: true,
      shortNegativeImm64: false,
      bmi2: false,
      callDepth: null,
      lockedXchg: true,
    },
    layout: { mapMaxEntries: 0x1c, arrayPtrs: 0x110, progBpfFunc: 0x30 },
    tailCall: {
      counter: 'by-value',
      pieces: ['check', 'count', 'bypass', 'unwind', 'target'],
      limit: 33,
      limitJump: 'jae',
      reloadRounds: true,
      offset: 11,
    },
    verifier: {
      lastHelper: 211,
      mitigationsOffTrusts: false,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: false,
      mayGoto: null,
      inlinesPercpu: false,
      guardsMinusOne: false,
      btf: false,
      anyBackEdge: true,
      trustsTask: true,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v6_6,
      speculation: SPECULATION.v6_1,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 127,
    protocols: { mapPoke: 'v6_1', textPoke: 'int3_three_phase' },
  },
  options: [
    // qemu64 with mitigations=off
    { word: 'plain', group: 'mitigations', jit: {} },
    // EPYC with default mitigations
    {
      word: 'hardened',
      group: 'mitigations',
      jit: { indirectJump: 'retpoline', returnThunk: 'srso_return_thunk', bmi2: true },
    },
  ],
};
