// The retpoline as kernels up to 5.10.x write it into every image, when they are built with CONFIG_RETPOLINE
// (RETPOLINE_RCX_BPF_JIT, nospec-branch.h): speculation past the ret runs into the loop behind the call.

import {
  type CodeBuffer,
  emitCall32,
  emitJmp8,
  emitLfence,
  emitRaw,
  emitRet,
} from '../x86/index.ts';

const PAUSE = [0xf3, 0x90];
/** mov [rsp], rcx: the ret then goes to rcx. */
const RETURN_TO_RCX = [0x48, 0x89, 0x0c, 0x24];
/** Of pause, lfence and the jump back. */
const LOOP_SIZE = 7;

export function emitInlineRetpoline(buf: CodeBuffer): void {
  emitCall32(buf, LOOP_SIZE);
  emitRaw(buf, PAUSE);
  emitLfence(buf);
  emitJmp8(buf, -LOOP_SIZE);
  emitRaw(buf, RETURN_TO_RCX);
  emitRet(buf);
}
