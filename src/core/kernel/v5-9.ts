// Linux 5.9.1 in a small configuration (the JIT is the same file from 5.7 on), from
// arch/x86/net/bpf_jit_comp.c and dumps of the booted kernel. CPU and command line of the options are those of
// the dumps.

import { K8_NOPS, NOPS } from './nops.ts';
import { NUMBERS } from './number-rules.ts';
import type { KernelVersion } from './profile.ts';
import { SPECULATION } from './speculation-rules.ts';

export const V5_9: KernelVersion = {
  profile: {
    version: '5.9',
    options: [],
    jit: {
      ibt: false,
      indirectJump: 'plain',
      indirectReg: 'rax',
      indirectThunk: '__x86_indirect_thunk_rax',
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
    // all of the prologue: nop5, push rbp, mov rbp, rsp, sub rsp, four pushes, push 0
    tailCall: {
      counter: 'in-frame',
      pieces: ['check', 'count', 'target'],
      limit: 32,
      limitJump: 'ja',
      reloadRounds: true,
      offset: 25,
    },
    verifier: {
      lastHelper: 141,
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
      tailCallsWithSubprogs: false,
      fetchAtomics: false,
      divGuard: 'moves-divisor',
      numbers: NUMBERS.v5_9,
      speculation: SPECULATION.v5_9,
    },
    poke: { unchangedResult: 0 },
    shortJumpMax: 127,
    protocols: { mapPoke: 'v5_9', textPoke: 'int3_three_phase' },
  },
  options: [
    // AMD family 23, mitigations=off, built without CONFIG_RETPOLINE
    { word: 'plain', group: 'nops', jit: {} },
    // qemu64 (AMD family 15): another five-byte nop
    { word: 'k8nop', group: 'nops', jit: { nops: K8_NOPS } },
  ],
};
