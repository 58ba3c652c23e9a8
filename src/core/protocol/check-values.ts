// Types of values: every name must be known, belong to the protocol's role, and fit where it stands.

import type { Span } from '../base/index.ts';
import { type CallExpr, type Expr, POKES } from './ast.ts';
import type { ProtocolType } from './program.ts';
import type { Scope } from './scope.ts';
import { ERRNOS, functionsOf, RESERVED } from './vocabulary.ts';

const OWN_STEP: readonly string[] = [...POKES, 'READ_ONCE'];

/** What map_poke may name; text_poke names bytes, and only in store(). */
const MAP_POKE_NAMES: ReadonlyMap<string, ProtocolType> = new Map([
  ['old', 'prog'],
  ['new', 'prog'],
  ['NULL', 'prog'],
  ['nop', 'insn'],
  ['bypass_addr', 'addr'],
  ['BPF_MOD_NOP', 'kind'],
  ['BPF_MOD_JUMP', 'kind'],
]);

/** Type of a value, or null after reporting that it has none. */
export function typeOf(scope: Scope, expr: Expr): ProtocolType | null {
  switch (expr.kind) {
    case 'int':
      return 'int';
    case 'name':
      return nameType(scope, expr.name, expr.span);
    case 'unary':
      if (expr.op === '!') checkCondition(scope, expr.of);
      else want(scope, expr.of, 'int');
      return 'int';
    case 'binary':
      return binaryType(scope, expr);
    case 'choose':
      return chooseType(scope, expr);
    case 'call':
      return callType(scope, expr);
    case 'bytes':
      scope.report('protocol/not-modelled', expr.span, 'bytes can only stand in store()');
      return null;
    case 'element':
      scope.report(
        'protocol/not-modelled',
        expr.span,
        `${expr.name}[${expr.key}] is read by another name or at once`,
        'write p = READ_ONCE(ptrs[key]); first',
      );
      return null;
  }
}

/** A value that an `if` can ask: an int or a program. */
export function checkCondition(scope: Scope, expr: Expr): void {
  const type = typeOf(scope, expr);
  if (type !== null && type !== 'int' && type !== 'prog') scope.mismatch(expr.span, 'int', type);
}

export function want(scope: Scope, expr: Expr, wanted: ProtocolType): void {
  const type = typeOf(scope, expr);
  if (type && type !== wanted) scope.mismatch(expr.span, wanted, type);
}

export function addrOutsideJmp(scope: Scope, span: Span): void {
  scope.report('protocol/type', span, 'an address can only stand in jmp() or a poke, by itself');
}

/** True if this role may call `name`; says so if not. */
export function isAllowed(scope: Scope, name: string, span: Span): boolean {
  const { role } = scope;
  const known = functionsOf(role);
  if (known.includes(name)) return true;
  const other = role === 'map_poke' ? 'text_poke' : 'map_poke';
  if (functionsOf(other).includes(name)) {
    scope.report('protocol/wrong-role', span, `${name} belongs to ${other} protocols`);
  } else {
    const hint = `a ${role} protocol may call ${known.join(', ')}`;
    scope.report('protocol/unknown-name', span, `unknown function '${name}'`, hint);
  }
  return false;
}

export function hasArity(scope: Scope, call: CallExpr, count: number): boolean {
  const { name, args, span } = call;
  if (args.length === count) return true;
  const message = `${name} takes ${count} arguments, not ${args.length}`;
  scope.report('protocol/arguments', span, message);
  return false;
}

function nameType(scope: Scope, name: string, span: Span): ProtocolType | null {
  if (ERRNOS.has(name)) return 'int';
  const own = scope.role === 'map_poke' ? MAP_POKE_NAMES.get(name) : undefined;
  if (own !== undefined) {
    if (own === 'addr') scope.needDesc(name, span);
    return own;
  }
  const local = scope.locals.get(name);
  if (local !== undefined) {
    if (!scope.assigned.has(name)) {
      scope.report('protocol/unassigned', span, `'${name}' has no value on some path to here`);
    }
    return local;
  }
  if (RESERVED.has(name)) scope.report('protocol/type', span, `'${name}' is no value here`);
  else scope.report('protocol/unknown-name', span, `unknown name '${name}'`);
  return null;
}

function binaryType(scope: Scope, expr: Extract<Expr, { kind: 'binary' }>): ProtocolType {
  if (expr.op === '&&' || expr.op === '||') {
    checkCondition(scope, expr.left);
    checkCondition(scope, expr.right);
    return 'int';
  }
  const left = typeOf(scope, expr.left);
  const right = typeOf(scope, expr.right);
  const isEquality = expr.op === '==' || expr.op === '!=';
  if (left && right && left !== right) scope.mismatch(expr.right.span, left, right);
  else if (left === 'addr' || (left !== null && left !== 'int' && !isEquality)) {
    scope.report('protocol/type', expr.span, `'${expr.op}' does not compare two of type ${left}`);
  }
  return 'int';
}

function chooseType(scope: Scope, expr: Extract<Expr, { kind: 'choose' }>): ProtocolType | null {
  checkCondition(scope, expr.cond);
  const then = typeOf(scope, expr.then);
  const otherwise = typeOf(scope, expr.else);
  if (then && otherwise && then !== otherwise) scope.mismatch(expr.else.span, then, otherwise);
  else if (then === 'addr') addrOutsideJmp(scope, expr.span);
  return then ?? otherwise;
}

function callType(scope: Scope, expr: CallExpr): ProtocolType | null {
  if (!isAllowed(scope, expr.name, expr.span)) return null;
  if (expr.name === 'jmp') {
    const to = expr.args[0];
    if (!hasArity(scope, expr, 1) || !to) return 'insn';
    const type = typeOf(scope, to);
    if (type !== null && type !== 'prog' && type !== 'addr') scope.mismatch(to.span, 'prog', type);
    return 'insn';
  }
  scope.report(
    'protocol/call-in-expression',
    expr.span,
    `${expr.name}() cannot stand inside an expression`,
    OWN_STEP.includes(expr.name) ? `write x = ${expr.name}(...); first` : undefined,
  );
  return null;
}
