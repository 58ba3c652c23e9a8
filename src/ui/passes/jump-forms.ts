// Forms of a jump: their words, and how long each is.

import type { JumpForm, JumpKind, TracedPass } from '../../core/jit/index.ts';

/** As `JUMP_FORMS` of core/jit, whose indices traces use; the page sees only types of that package. */
const FORMS = ['none', 'short', 'near'] as const satisfies readonly JumpForm[];

export function formAt({ forms }: TracedPass, jumpIdx: number): JumpForm {
  return FORMS[forms[jumpIdx] ?? 0] ?? 'none';
}

/** Bytes of the jump itself, without nops before it. */
export function formSize(form: JumpForm, kind: JumpKind): number {
  if (form === 'none') return 0;
  if (form === 'short') return 2;
  return kind === 'cond' ? 6 : 5;
}

export const FORM_WORDS: Readonly<Record<JumpForm, string>> = {
  none: 'no jump',
  short: 'short',
  near: 'near',
};
