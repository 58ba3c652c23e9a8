// Statements: what may stand where, and which variables have a value on every path.
// What passes here compiles and runs without a further check of form.
// Authority: Linux 6.1 bpf_arch_poke_desc_update (which values map_poke sees) and text_poke_bp
// (which text_poke sees).

import type { Diagnostic } from '../base/index.ts';
import type { Stmt } from './ast.ts';
import { checkCall, lockOf, nameOf, resultType } from './check-calls.ts';
import { addrOutsideJmp, checkCondition, typeOf, want } from './check-values.ts';
import type { LockName, ProtocolRole, ProtocolType } from './program.ts';
import { type Locals, Scope } from './scope.ts';
import { RESERVED } from './vocabulary.ts';

/** What the checker has learnt of a tree. */
export interface Checked {
  readonly locals: Locals;
  readonly omits: readonly LockName[];
}

/** Checks the tree, reporting into `diagnostics`. */
export function checkProtocol(
  role: ProtocolRole,
  body: readonly Stmt[],
  diagnostics: Diagnostic[],
): Checked {
  const scope = new Scope(role, diagnostics);
  const checker = new Checker(scope);
  checker.top(body);
  return scope;
}

type StmtOf<K extends Stmt['kind']> = Extract<Stmt, { kind: K }>;

class Checker {
  private readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** no_lock() first, then statements, and among them one fixup. */
  top(body: readonly Stmt[]): void {
    const firstStep = body.findIndex(({ kind }) => kind !== 'no-lock');
    const fixup = body.find(({ kind }) => kind === 'fixup');
    for (const [idx, stmt] of body.entries()) {
      if (stmt.kind === 'no-lock' && (firstStep < 0 || idx < firstStep)) this.noLock(stmt);
      else if (stmt.kind === 'fixup' && stmt === fixup) this.fixup(stmt);
      else this.statement(stmt);
    }
  }

  private statement(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'block':
        for (const inner of stmt.body) this.statement(inner);
        return;
      case 'loop':
        return this.loop(stmt);
      case 'defer':
        return this.defer(stmt);
      case 'fixup':
        return this.scope.report('protocol/fixup-place', stmt.span, 'fixup stands once, outside');
      case 'no-lock':
        return this.scope.report('protocol/no-lock-place', stmt.span, 'no_lock() stands first');
      case 'if':
        return this.conditional(stmt);
      case 'declare':
        return this.declare(stmt);
      case 'assign':
        return this.assign(stmt);
      case 'call':
        return checkCall(this.scope, stmt.call);
      case 'return':
        return this.returnStmt(stmt);
    }
  }

  private noLock({ args, span }: StmtOf<'no-lock'>): void {
    const { scope } = this;
    const lock = lockOf(scope, { kind: 'call', name: 'no_lock', args, span });
    if (lock === null) return;
    if (scope.omits.includes(lock)) {
      scope.report('protocol/no-lock-place', span, `no_lock(${lock}) is said twice`);
    } else if (lock === 'poke_mutex' && scope.role === 'text_poke') {
      scope.report('protocol/wrong-role', span, 'poke_mutex belongs to map_poke protocols');
    } else scope.omits.push(lock);
  }

  /** True if it can stand here at all. */
  private isMapPoke(what: string, { span }: Stmt): boolean {
    if (this.scope.role === 'map_poke') return true;
    this.scope.report('protocol/wrong-role', span, `${what} belongs to map_poke protocols`);
    return false;
  }

  private fixup(stmt: StmtOf<'fixup'>): void {
    const { scope } = this;
    if (!this.isMapPoke('fixup', stmt)) return;
    const before = scope.assigned;
    // It runs by itself, at another time.
    scope.assigned = new Set();
    scope.inFixup = true;
    this.statement(stmt.body);
    scope.inFixup = false;
    scope.assigned = before;
  }

  private defer(stmt: StmtOf<'defer'>): void {
    const { scope } = this;
    if (!this.isMapPoke('call_rcu', stmt)) return;
    if (scope.inDefer) scope.report('protocol/in-deferred', stmt.span, 'call_rcu inside call_rcu');
    const before = new Set(scope.assigned);
    const outer = scope.inDefer;
    scope.inDefer = true;
    this.statement(stmt.body);
    scope.inDefer = outer;
    scope.assigned = before;
  }

  private loop(stmt: StmtOf<'loop'>): void {
    const { scope } = this;
    if (!this.isMapPoke('for_each_poke', stmt)) return;
    const { span } = stmt;
    if (scope.inLoop) scope.report('protocol/nested-loop', span, 'for_each_poke inside itself');
    if (scope.inFixup) {
      scope.report('protocol/fixup-place', span, 'fixup has its descriptor; it needs no loop');
    }
    if (scope.inDefer) {
      scope.report('protocol/in-deferred', span, 'call_rcu keeps the descriptor of now');
    }
    if (stmt.args.map(nameOf).join() !== 'map,key') {
      const message = 'for_each_poke takes (map, key): those of this update';
      scope.report('protocol/arguments', span, message);
    }
    const before = new Set(scope.assigned);
    const outer = scope.inLoop;
    scope.inLoop = true;
    this.statement(stmt.body);
    scope.inLoop = outer;
    scope.assigned = before;
  }

  private conditional(stmt: StmtOf<'if'>): void {
    const { scope } = this;
    checkCondition(scope, stmt.cond);
    const before = new Set(scope.assigned);
    this.statement(stmt.then);
    const afterThen = scope.assigned;
    scope.assigned = before;
    if (stmt.else) this.statement(stmt.else);
    scope.assigned = new Set([...afterThen].filter((name) => scope.assigned.has(name)));
  }

  private declare({ type, name, span }: StmtOf<'declare'>): void {
    const { scope } = this;
    if (!this.isVariable(name, span)) return;
    if (scope.locals.has(name)) {
      scope.report('protocol/declared-twice', span, `'${name}' is already a variable`);
      return;
    }
    scope.locals.set(name, typeNamed(type));
  }

  private isVariable(name: string, span: Stmt['span']): boolean {
    if (!RESERVED.has(name)) return true;
    this.scope.report('protocol/assign-to-name', span, `'${name}' cannot be assigned to`);
    return false;
  }

  private assign(stmt: StmtOf<'assign'>): void {
    const { scope } = this;
    const { value, name } = stmt;
    const type = value.kind === 'call' ? resultType(scope, value) : typeOf(scope, value);
    if (!this.isVariable(name, stmt.nameSpan)) return;
    const known = scope.locals.get(name);
    if (known === undefined) scope.locals.set(name, type ?? 'int');
    else if (type !== null && type !== known) scope.mismatch(value.span, known, type);
    if (type === 'addr') addrOutsideJmp(scope, value.span);
    scope.assigned.add(name);
  }

  private returnStmt({ value }: StmtOf<'return'>): void {
    const { scope } = this;
    if (!value) return;
    if (scope.inFixup || scope.inDefer) {
      scope.report('protocol/type', value.span, 'nobody takes a value from here');
    } else want(scope, value, 'int');
  }
}

function typeNamed(type: string): ProtocolType {
  return type === 'prog' || type === 'insn' || type === 'kind' ? type : 'int';
}
