// Which accesses to the context are allowed.
// Authority: check_ctx_access of kernel/bpf/verifier.c and the is_valid_access functions of Linux 6.1.

import type { ProgType } from '../../bpf/index.ts';
import { type CtxField, ctxFieldAt, ctxLayout } from '../../kernel/index.ts';
import { notModelled } from '../refused.ts';
import type { Access } from './access.ts';
import type { Verifier } from './verifier.ts';

function contextOf(verifier: Verifier, type: ProgType): NonNullable<ReturnType<typeof ctxLayout>> {
  const layout = ctxLayout(verifier.profile.version, type);
  return layout ?? notModelled(`the context of ${type} programs`, verifier.insnIdx);
}

/** The field of an allowed access; refuses any other. */
export function accessContext(verifier: Verifier, access: Access): CtxField {
  const field = ctxFieldAt(contextOf(verifier, verifier.progType), access);
  if (field === null) {
    const message = `invalid bpf_context access off=${access.off} size=${access.size}`;
    verifier.deny('context', message);
  }
  return field;
}
