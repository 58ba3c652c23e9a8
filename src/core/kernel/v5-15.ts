// Linux 5.15.85 in a small configuration with retpolines, return thunks and SLS built in, from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel. CPU and command line of the options are those of
// the dumps.

import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V5_15: KernelVersion = {
  profile: {
    version: '5.15',
    options: [],
    jit: {
      ibt: false,
      indirectJump: 'plain',
      indirectReg: 'rcx',
      indirectThunk: '__x86_indirect_thunk_rcx',
      returnThunk: null,
      sls: true,
      int3AfterIndirectJump: false,
      mulDiv: 'through-r11',
      padsJumps: true,
      nops: NOPS,
      countReload: 'every-call',
      cpuV4: false,
      acquireRelease: false,
      leanShifts: false,
      shortNegativeImm64: false,
      bmi2: false,
      callDepth: null,
      lockedXchg: true,
    },
    layout: { mapMaxEntries: 0x1c, arrayPtrs: 0x110, progBpfFunc: 0x30 },
    // nop5, xor eax, eax or nop2, push rbp, mov rbp, rsp
    tailCall: {
      counter: 'by-value',
      pieces: ['check', 'count', 'bypass', 'unwind', 'target'],
      limit: 32,
      limitJump: 'ja',
      reloadRounds: true,
      offset: 11,
    },
    verifier: {
      lastHelper: 175,
      mitigationsOffTrusts: false,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: false,
      mayGoto: null,
      inlinesPercpu: false,
      guardsMinusOne: false,
      btf: false,
      anyBackEdge: false,
      trustsTask: false,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v5_10,
      speculation: SPECULATION.v5_15,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 127,
    protocols: { mapPoke: 'v5_10', textPoke: 'int3_three_phase' },
  },
  options: [
    // qemu64 with mitigations=off
    { word: 'plain', group: 'mitigations', jit: {} },
    // EPYC with default mitigations
    {
      word: 'hardened',
      group: 'mitigations',
      jit: { indirectJump: 'retpoline', returnThunk: '__x86_return_thunk' },
    },
  ],
};
