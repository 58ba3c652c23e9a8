// Linux 5.10.35 in a small configuration, from arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel. CPU
// and build of the options are those of the dumps.

import { K8_NOPS, NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V5_10: KernelVersion = {
  profile: {
    version: '5.10',
    options: [],
    jit: {
      ibt: false,
      indirectJump: 'plain',
      indirectReg: 'rcx',
      indirectThunk: '__x86_indirect_thunk_rcx',
      returnThunk: null,
      sls: false,
      int3AfterIndirectJump: false,
      mulDiv: 'through-r11',
      padsJumps: false,
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
      reloadRounds: false,
      offset: 11,
    },
    verifier: {
      lastHelper: 155,
      mitigationsOffTrusts: false,
      unprivilegedFuncs: 'function calls to',
      sleepableProgArrays: false,
      mayGoto: null,
      inlinesPercpu: false,
      guardsMinusOne: false,
      btf: false,
      anyBackEdge: false,
      trustsTask: false,
      reachMarksLeft: false,
      tailCallsWithSubprogs: true,
      fetchAtomics: false,
      divGuard: 'tests-32-bits',
      numbers: NUMBERS.v5_10,
      speculation: SPECULATION.v5_10,
    },
    poke: { unchangedResult: 1 },
    shortJumpMax: 127,
    protocols: { mapPoke: 'v5_10', textPoke: 'int3_three_phase' },
  },
  options: [
    // AMD family 23, mitigations=off, built without CONFIG_RETPOLINE
    { word: 'plain', group: 'build', jit: {} },
    // the same CPU, built with CONFIG_RETPOLINE
    { word: 'hardened', group: 'build', jit: { indirectJump: 'inline-retpoline' } },
    // qemu64 (AMD family 15): another five-byte nop
    { word: 'k8nop', group: 'nops', jit: { nops: K8_NOPS } },
  ],
};
