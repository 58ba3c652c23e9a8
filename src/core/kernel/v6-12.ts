// Linux 6.12.117 as Debian 12 backports it (6.12.117+deb12-cloud-amd64), from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel. CPU and command line of the options
// are those of the dumps.

import { TAIL_CALLS_BY_POINTER } from './counter-by-pointer.ts';
import { NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V6_12: KernelVersion = {
  profile: {
    version: '6.12',
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
      shortNegativeImm64: true,
      bmi2: false,
      callDepth: null,
      lockedXchg: true,
    },
    layout: { mapMaxEntries: 0x24, arrayPtrs: 0x108, progBpfFunc: 0x30 },
    tailCall: TAIL_CALLS_BY_POINTER,
    verifier: {
      lastHelper: 211,
      mitigationsOffTrusts: true,
      unprivilegedFuncs: 'loading/calling',
      sleepableProgArrays: false,
      mayGoto: 'budget',
      inlinesPercpu: true,
      guardsMinusOne: true,
      btf: true,
      anyBackEdge: true,
      trustsTask: true,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: true,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v6_12,
      speculation: SPECULATION.v6_1,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 123,
    protocols: { mapPoke: 'v6_12', textPoke: 'int3_three_phase' },
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
    // EPYC with spectre_v2=retpoline,lfence
    {
      word: 'lfence',
      group: 'mitigations',
      jit: { indirectJump: 'lfence', returnThunk: 'srso_return_thunk', bmi2: true },
    },
    // Skylake-Server with spectre_v2=retpoline retbleed=stuff
    {
      word: 'calldepth',
      group: 'mitigations',
      jit: {
        indirectJump: 'retpoline',
        indirectThunk: '__x86_indirect_jump_thunk_rcx',
        returnThunk: 'call_depth_return_thunk',
        callDepth: { symbol: 'pcpu_hot', off: 16 },
        bmi2: true,
      },
    },
    // EPYC with mitigations=off
    { word: 'bmi2', group: 'bmi2', jit: { bmi2: true } },
  ],
};
