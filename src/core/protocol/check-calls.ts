// Calls that are steps of their own: which arguments each takes.

import { type CallExpr, type Expr, POKES } from './ast.ts';
import { checkCondition, hasArity, isAllowed, typeOf, want } from './check-values.ts';
import type { LockName, ProtocolType } from './program.ts';
import type { Scope } from './scope.ts';
import { PROTOCOL_VOCABULARY } from './vocabulary.ts';

const LOCKS: readonly LockName[] = ['poke_mutex', 'text_mutex'];
const SITES: readonly string[] = PROTOCOL_VOCABULARY.filter(({ kind }) => kind === 'site').map(
  ({ name }) => name,
);

export function nameOf(expr: Expr | undefined): string {
  return expr?.kind === 'name' ? expr.name : '?';
}

export function checkCall(scope: Scope, call: CallExpr): void {
  if (!isAllowed(scope, call.name, call.span)) return;
  if (POKES.includes(call.name)) return checkPoke(scope, call);
  switch (call.name) {
    case 'store':
      return checkStore(scope, call);
    case 'publish':
      return checkNames(scope, call, ['site', 'new']);
    case 'retire':
      return checkNames(scope, call, ['site']);
    case 'lock':
    case 'unlock':
      lockOf(scope, call);
      return;
    case 'BUG_ON':
      if (hasArity(scope, call, 1)) for (const arg of call.args) checkCondition(scope, arg);
      return;
    case 'READ_ONCE':
    case 'jmp':
      scope.report('protocol/no-effect', call.span, `the value of ${call.name}() is dropped`);
      return;
    default:
      hasArity(scope, call, 0);
  }
}

/** A call whose result a variable takes: its type; null if there is none. */
export function resultType(scope: Scope, call: CallExpr): ProtocolType | null {
  if (POKES.includes(call.name)) {
    if (isAllowed(scope, call.name, call.span)) checkPoke(scope, call);
    return 'int';
  }
  return call.name === 'READ_ONCE' && isAllowed(scope, call.name, call.span)
    ? readType(scope, call)
    : typeOf(scope, call);
}

function readType(scope: Scope, call: CallExpr): ProtocolType | null {
  const [from] = call.args;
  if (!hasArity(scope, call, 1) || !from) return null;
  if (from.kind === 'element' && from.name === 'ptrs' && from.key === 'key') return 'prog';
  if (from.kind === 'name' && SITES.includes(from.name)) {
    scope.needDesc(from.name, from.span);
    return 'insn';
  }
  const message = `READ_ONCE reads ptrs[key], or a site: ${SITES.join(', ')}`;
  scope.report('protocol/type', from.span, message);
  return null;
}

function checkPoke(scope: Scope, call: CallExpr): void {
  const { args, name, span } = call;
  if (args.length < 3 || args.length > 5) {
    const message = `${name} takes 3, 4 or 5 arguments, not ${args.length}`;
    scope.report('protocol/arguments', span, message);
    return;
  }
  scope.needDesc(name, span);
  const [site, first, second, third, fourth] = args;
  if (!SITES.includes(nameOf(site))) {
    scope.report('protocol/type', site?.span ?? span, `${name} pokes ${SITES.join(' or ')}`);
  }
  const type: ProtocolType = fourth ? 'kind' : 'insn';
  if (first) want(scope, first, type);
  if (second) want(scope, second, type);
  if (third && fourth) for (const addr of [third, fourth]) checkAddr(scope, addr);
  else if (third && nameOf(third) !== 'IGNORE_OLD') {
    scope.report('protocol/type', third.span, 'the fourth argument can only be IGNORE_OLD');
  }
}

/** Where a jmp leads: a program, NULL for a nop, or bypass_addr. */
function checkAddr(scope: Scope, expr: Expr): void {
  const type = typeOf(scope, expr);
  if (type !== null && type !== 'prog' && type !== 'addr') scope.mismatch(expr.span, 'prog', type);
}

function checkStore(scope: Scope, call: CallExpr): void {
  if (!hasArity(scope, call, 2)) return;
  const [to, value] = call.args;
  if (to?.kind !== 'bytes' || to.name !== 'site') {
    const span = to?.span ?? call.span;
    scope.report('protocol/type', span, 'store writes to site[N] or site[N..M]');
    return;
  }
  checkRange(scope, to);
  if (value?.kind === 'bytes' && (value.name === 'new' || value.name === 'old')) {
    checkRange(scope, value);
    const wanted = to.to - to.from + 1;
    const given = value.to - value.from + 1;
    const message = `${wanted} bytes of the site, ${given} bytes to write`;
    if (given !== wanted) scope.report('protocol/length', call.span, message);
  } else if (value?.kind !== 'int') {
    const span = value?.span ?? call.span;
    scope.report('protocol/type', span, 'store writes a byte, or bytes of old or new');
  } else if (value.value > 0xff || to.from !== to.to) {
    scope.report('protocol/length', call.span, 'a number fills exactly one byte of the site');
  }
}

function checkRange(scope: Scope, expr: Extract<Expr, { kind: 'bytes' }>): void {
  if (expr.to <= 4 && expr.from <= expr.to) return;
  const message = 'a site has bytes 0..4, given in ascending order';
  scope.report('protocol/range', expr.span, message);
}

/** The lock that a call names; null after a report. */
export function lockOf(scope: Scope, call: CallExpr): LockName | null {
  if (!hasArity(scope, call, 1)) return null;
  const [arg] = call.args;
  const lock = LOCKS.find((known) => known === nameOf(arg));
  if (lock !== undefined) return lock;
  const span = arg?.span ?? call.span;
  scope.report('protocol/unknown-lock', span, `the locks are ${LOCKS.join(' and ')}`);
  return null;
}

function checkNames(scope: Scope, call: CallExpr, wanted: readonly string[]): void {
  if (call.args.map(nameOf).join() === wanted.join()) return;
  const message = `${call.name} takes (${wanted.join(', ')})`;
  scope.report('protocol/arguments', call.span, message);
}
