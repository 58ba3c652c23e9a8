// Checked tree to flat steps with jumps: what the machine's flat state can point into with one word.
// Control flow and assignments become steps too, but silent ones: they cost the actor no turn.

import { assert, type Span } from '../base/index.ts';
import type { CallExpr, Expr, Stmt } from './ast.ts';
import { ERRNOS, type Locals } from './check.ts';
import type { ProtocolExpr, ProtocolStep, ProtocolStmt, StoreValue } from './program.ts';

/** Compiles a tree that `checkProtocol` passed. */
export function compileTree(text: string, body: readonly Stmt[], locals: Locals): ProtocolStep[] {
  const compiler = new Compiler(text, [...locals.keys()]);
  for (const stmt of body) compiler.statement(stmt);
  return compiler.code;
}

class Compiler {
  readonly code: ProtocolStep[] = [];
  private readonly text: string;
  private readonly locals: readonly string[];

  constructor(text: string, locals: readonly string[]) {
    this.text = text;
    this.locals = locals;
  }

  statement(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'block':
        for (const inner of stmt.body) this.statement(inner);
        return;
      case 'loop':
        return this.loop(stmt);
      case 'if':
        return this.conditional(stmt);
      case 'assign':
        return this.assign(stmt);
      case 'call':
        this.emit(stmt.span, this.call(stmt.call, null));
        return;
      case 'return':
        this.emit(stmt.span, { kind: 'return', value: stmt.value && this.expr(stmt.value) });
    }
  }

  private loop(stmt: Extract<Stmt, { kind: 'loop' }>): void {
    const head = this.emit(stmt.span, { kind: 'next-desc', exit: 0 });
    this.statement(stmt.body);
    this.emit(stmt.close, { kind: 'end-desc', to: head });
    this.patch(head, { kind: 'next-desc', exit: this.code.length });
  }

  private conditional(stmt: Extract<Stmt, { kind: 'if' }>): void {
    const cond = this.expr(stmt.cond);
    const branch = this.emit(stmt.span, { kind: 'branch', cond, otherwise: 0 });
    this.statement(stmt.then);
    if (!stmt.else) {
      this.patch(branch, { kind: 'branch', cond, otherwise: this.code.length });
      return;
    }
    const jump = this.emit(stmt.span, { kind: 'jump', to: 0 });
    this.patch(branch, { kind: 'branch', cond, otherwise: this.code.length });
    this.statement(stmt.else);
    this.patch(jump, { kind: 'jump', to: this.code.length });
  }

  private assign(stmt: Extract<Stmt, { kind: 'assign' }>): void {
    const localIdx = this.locals.indexOf(stmt.name);
    if (stmt.value.kind === 'call' && stmt.value.name === 'text_poke') {
      this.emit(stmt.span, this.call(stmt.value, localIdx));
    } else this.emit(stmt.span, { kind: 'assign', localIdx, value: this.expr(stmt.value) });
  }

  private call(call: CallExpr, resultIdx: number | null): ProtocolStmt {
    const [first, second, third] = call.args;
    switch (call.name) {
      case 'text_poke': {
        assert(!!first && !!second && !!third, 'text_poke was checked to have three arguments');
        const which = nameOf(first) === 'tailcall_target' ? 'target' : 'bypass';
        return {
          kind: 'text-poke',
          which,
          expected: this.expr(second),
          wanted: this.expr(third),
          resultIdx,
        };
      }
      case 'store':
        assert(
          first?.kind === 'bytes' && !!second,
          'store was checked to have a range and a value',
        );
        return { kind: 'store', from: first.from, to: first.to, value: storeValue(second) };
      case 'lock':
      case 'unlock':
        return {
          kind: call.name,
          lock: nameOf(first) === 'poke_mutex' ? 'poke_mutex' : 'text_mutex',
        };
      case 'publish':
      case 'retire':
        return { kind: call.name };
      case 'sync_cores':
        return { kind: 'sync' };
      case 'synchronize_rcu':
        return { kind: 'wait', flavour: 'rcu' };
      case 'synchronize_rcu_tasks_trace':
        return { kind: 'wait', flavour: 'tasks-trace' };
      case 'BUG_ON':
        assert(!!first, 'BUG_ON was checked to have a condition');
        return { kind: 'bug', cond: this.expr(first) };
      default:
        assert(call.name === 'bug', `unchecked call of ${call.name}`);
        return { kind: 'bug', cond: { kind: 'int', value: 1 } };
    }
  }

  private expr(expr: Expr): ProtocolExpr {
    switch (expr.kind) {
      case 'int':
        return { kind: 'int', value: expr.value };
      case 'name':
        return this.name(expr.name);
      case 'unary':
        return { kind: expr.op === '!' ? 'not' : 'negate', of: this.expr(expr.of) };
      case 'binary':
        return {
          kind: 'binary',
          op: expr.op,
          left: this.expr(expr.left),
          right: this.expr(expr.right),
        };
      case 'choose':
        return {
          kind: 'choose',
          cond: this.expr(expr.cond),
          then: this.expr(expr.then),
          else: this.expr(expr.else),
        };
      case 'call': {
        const to = expr.args[0];
        assert(expr.name === 'jmp' && !!to, `unchecked call of ${expr.name}`);
        return { kind: 'jmp', to: this.expr(to) };
      }
      case 'bytes':
        throw new Error('invariant broken: bytes outside store() passed the check');
    }
  }

  private name(name: string): ProtocolExpr {
    if (name === 'old' || name === 'new') return { kind: 'prog', which: name };
    if (name === 'NULL') return { kind: 'null' };
    if (name === 'nop' || name === 'bypass_addr') return { kind: name };
    const errno = ERRNOS.get(name);
    if (errno !== undefined) return { kind: 'int', value: errno };
    const localIdx = this.locals.indexOf(name);
    assert(localIdx >= 0, `unchecked name ${name}`);
    return { kind: 'local', localIdx };
  }

  private emit(span: Span, stmt: ProtocolStmt): number {
    const line = this.text.slice(0, span.start).split('\n').length;
    this.code.push({ span, line, stmt });
    return this.code.length - 1;
  }

  private patch(idx: number, stmt: ProtocolStmt): void {
    const step = this.code[idx];
    assert(step !== undefined, `no step ${idx} to patch`);
    this.code[idx] = { ...step, stmt };
  }
}

function nameOf(expr: Expr | undefined): string {
  return expr?.kind === 'name' ? expr.name : '';
}

function storeValue(expr: Expr): StoreValue {
  if (expr.kind === 'int') return { kind: 'byte', value: expr.value };
  assert(expr.kind === 'bytes', 'store was checked to write a byte or a range');
  return { kind: expr.name === 'old' ? 'old' : 'new', from: expr.from };
}
