// One line of LLVM's instruction list: its text assembles to its bytes, and its bytes print as its text.

import { assembleInsn } from '../../../src/core/asm/index.ts';
import { hexToInsns, insnsToHex, printInsn } from '../../../src/core/bpf/index.ts';
import type { Verdict } from '../golden.ts';

/** A line of `asm/llvm19-insns.jsonl`. */
export interface AsmLine {
  readonly text: string;
  readonly bytes: string;
}

function assembled(text: string): string {
  const result = assembleInsn(text);
  if (result.ok) return insnsToHex(result.value);
  return result.error.map(({ message, span }) => `${span.start}: ${message}`).join('; ');
}

/** Both directions. Never throws for well-formed hex. */
export function checkAsm({ text, bytes }: AsmLine): Verdict {
  const got = assembled(text);
  if (got !== bytes) {
    return { kind: 'fail', detail: `assemble ${text}\nexpected ${bytes}\ngot      ${got}` };
  }
  const printed = printInsn(hexToInsns(bytes));
  if (printed === text) return { kind: 'pass' };
  return { kind: 'fail', detail: `print ${bytes}\nexpected ${text}\ngot      ${printed}` };
}
