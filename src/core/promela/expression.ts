// Values of protocol expressions in Promela, and when evaluating one is a BUG.
// Authority: core/machine/value.ts.

import { at } from '../base/index.ts';
import type { Protocol, ProtocolExpr } from '../protocol/index.ts';
import { choose, type Lines } from './text.ts';

type Role = 'map' | 'text';

export function localName(role: Role, protocol: Protocol, localIdx: number): string {
  return `${role}_${at(protocol.locals, localIdx)}`;
}

/** Value of an expression, as core/machine codes values. */
export function value(expr: ProtocolExpr, names: (localIdx: number) => string): string {
  switch (expr.kind) {
    case 'int':
      return `${expr.value}`;
    case 'null':
    case 'nop':
      return '0';
    case 'bypass_addr':
      return '1';
    case 'prog':
      return expr.which === 'old' ? 'old_prog' : 'new_prog';
    case 'local':
      return names(expr.localIdx);
    case 'jmp':
      return expr.to.kind === 'bypass_addr' ? '1' : `(1 + ${value(expr.to, names)})`;
    case 'not':
      return `(${value(expr.of, names)} == 0)`;
    case 'negate':
      return `(0 - ${value(expr.of, names)})`;
    case 'binary': {
      const [left, right] = [value(expr.left, names), value(expr.right, names)];
      if (expr.op === '&&' || expr.op === '||')
        return `((${left} != 0) ${expr.op} (${right} != 0))`;
      return `(${left} ${expr.op} ${right})`;
    }
    case 'choose':
      return `(${value(expr.cond, names)} != 0 -> ${value(expr.then, names)} : ${value(expr.else, names)})`;
  }
}

/** When evaluating the expression is a BUG (jmp to no program); null for never. */
export function fault(expr: ProtocolExpr, names: (localIdx: number) => string): string | null {
  const either = (...faults: (string | null)[]): string | null => {
    const some = faults.filter((one) => one !== null);
    return some.length === 0 ? null : `(${some.join(' || ')})`;
  };
  const under = (cond: string, inner: string | null): string | null =>
    inner === null ? null : `(${cond} && ${inner})`;
  switch (expr.kind) {
    case 'jmp':
      if (expr.to.kind === 'bypass_addr') return null;
      return either(fault(expr.to, names), `${value(expr.to, names)} == 0`);
    case 'not':
    case 'negate':
      return fault(expr.of, names);
    case 'binary': {
      const left = `(${value(expr.left, names)} != 0)`;
      const right = fault(expr.right, names);
      const reached =
        expr.op === '&&' ? under(left, right) : expr.op === '||' ? under(`!${left}`, right) : right;
      return either(fault(expr.left, names), reached);
    }
    case 'choose': {
      const cond = `(${value(expr.cond, names)} != 0)`;
      // old ? jmp(old) : nop
      const isSafe =
        expr.then.kind === 'jmp' && value(expr.then.to, names) === value(expr.cond, names);
      return either(
        fault(expr.cond, names),
        isSafe ? null : under(cond, fault(expr.then, names)),
        under(`!${cond}`, fault(expr.else, names)),
      );
    }
    default:
      return null;
  }
}

export function guarded(faults: readonly (string | null)[], body: Lines): string[] {
  const some = faults.filter((one) => one !== null);
  if (some.length === 0) return [...body];
  return choose([{ when: some.join(' || '), then: ['bug();', 'to = TO_over;'] }], body);
}

/** A statement of the protocol's text, for a comment. */
export function source(protocol: Protocol, pc: number): string {
  const { span } = at(protocol.code, pc);
  return protocol.text.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
}
