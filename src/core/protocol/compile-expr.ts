// Checked expressions to those that the machine evaluates.

import { assert } from '../base/index.ts';
import type { Expr } from './ast.ts';
import type { ProtocolExpr } from './program.ts';
import { ERRNOS } from './vocabulary.ts';

/** What kinds of instructions are as words. */
const KINDS: ReadonlyMap<string, number> = new Map([
  ['BPF_MOD_NOP', 0],
  ['BPF_MOD_JUMP', 1],
]);

export function nameOf(expr: Expr | undefined): string {
  return expr?.kind === 'name' ? expr.name : '';
}

/** `locals` are the names of the variables, in the order of their words. */
export function compileExpr(expr: Expr, locals: readonly string[]): ProtocolExpr {
  const of = (inner: Expr): ProtocolExpr => compileExpr(inner, locals);
  switch (expr.kind) {
    case 'int':
      return { kind: 'int', value: expr.value };
    case 'name':
      return compileName(expr.name, locals);
    case 'unary':
      return { kind: expr.op === '!' ? 'not' : 'negate', of: of(expr.of) };
    case 'binary':
      return { kind: 'binary', op: expr.op, left: of(expr.left), right: of(expr.right) };
    case 'choose':
      return {
        kind: 'choose',
        cond: of(expr.cond),
        then: of(expr.then),
        else: of(expr.else),
      };
    case 'call': {
      const to = expr.args[0];
      assert(expr.name === 'jmp' && !!to, `unchecked call of ${expr.name}`);
      return { kind: 'jmp', to: of(to) };
    }
    default:
      throw new Error(`invariant broken: ${expr.kind} as a value passed the check`);
  }
}

function compileName(name: string, locals: readonly string[]): ProtocolExpr {
  if (name === 'old' || name === 'new') return { kind: 'prog', which: name };
  if (name === 'NULL') return { kind: 'null' };
  if (name === 'nop' || name === 'bypass_addr') return { kind: name };
  const value = ERRNOS.get(name) ?? KINDS.get(name);
  if (value !== undefined) return { kind: 'int', value };
  const localIdx = locals.indexOf(name);
  assert(localIdx >= 0, `unchecked name ${name}`);
  return { kind: 'local', localIdx };
}
