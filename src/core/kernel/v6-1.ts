// Linux 6.1.192 as Debian 12 builds it (6.1.0-56-cloud-amd64), from arch/x86/net/bpf_jit_comp.c
// and dumps of the booted kernel. CPU and command line of the options are those of the dumps.

import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V6_1: KernelVersion = {
  profile: {
    version: '6.1',
    options: [],
    jit: {
      ibt: false,
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
      cpuV4: false,
      acquireRelease: false,
      leanShifts: false,
      shortNegativeImm64: false,
      bmi2: false,
      callDepth: null,
      lockedXchg: true,
    },
    layout: { mapMaxEntries: 0x24, arrayPtrs: 0x110, progBpfFunc: 0x30 },
    // nop5, xor eax, eax or nop2, push rbp, mov rbp, rsp
    tailCall: {
      counter: 'by-value',
      pieces: ['check', 'count', 'bypass', 'unwind', 'target'],
      limit: 33,
      limitJump: 'jae',
      reloadRounds: true,
      offset: 11,
    },
    verifier: {
      lastHelper: 209,
      mitigationsOffTrusts: false,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: false,
      mayGoto: null,
      inlinesPercpu: false,
      guardsMinusOne: false,
      btf: true,
      anyBackEdge: false,
      trustsTask: false,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v6_1,
      speculation: SPECULATION.v6_1,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 123,
    protocols: { mapPoke: 'v6_1', textPoke: 'int3_three_phase' },
  },
  options: [
    // mitigations=off
    { word: 'plain', group: 'mitigations', jit: {} },
    // EPYC with default mitigations
    {
      word: 'hardened',
      group: 'mitigations',
      jit: { indirectJump: 'retpoline', returnThunk: 'srso_return_thunk' },
    },
    // EPYC with spectre_v2=retpoline,lfence
    {
      word: 'lfence',
      group: 'mitigations',
      jit: { indirectJump: 'lfence', returnThunk: 'srso_return_thunk' },
    },
    // Not Debian's choice for 6.1: a build with CONFIG_X86_KERNEL_IBT
    { word: 'ibt', group: 'ibt', jit: { ibt: true } },
  ],
};
