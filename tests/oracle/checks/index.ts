// Every check by the name that `--check` takes.

import type { Check } from '../golden.ts';
import { checkBlinded } from './blinded.ts';
import { checkDisasm } from './disasm.ts';
import { checkInterpreted } from './interpreted.ts';
import { checkJited } from './jited.ts';
import { checkPoke } from './poke.ts';
import { checkRun } from './run.ts';
import { checkSource } from './source.ts';
import { checkText } from './text.ts';
import { checkTrace } from './trace.ts';
import { checkUnprivileged } from './unprivileged.ts';
import { checkVerdict, checkXlated } from './xlated.ts';

export { type AsmLine, checkAsm } from './asm.ts';

/** Checks of kernel cases. */
export const CASE_CHECKS: Readonly<Record<string, Check>> = {
  xlated: checkXlated,
  verdict: checkVerdict,
  jited: checkJited,
  poke: checkPoke,
  trace: checkTrace,
  disasm: checkDisasm,
  text: checkText,
  run: checkRun,
  source: checkSource,
  blinded: checkBlinded,
  interpreted: checkInterpreted,
  unprivileged: checkUnprivileged,
};
