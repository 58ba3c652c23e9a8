// Checked tree to flat steps with jumps: what the machine's flat state can point into with one word.
// Control flow and assignments become steps too, but silent ones: they cost the actor no turn.

import { assert, type Span } from '../base/index.ts';
import { type CallExpr, type Expr, POKES, type Stmt } from './ast.ts';
import { compileExpr, nameOf } from './compile-expr.ts';
import type {
  PokeFunction,
  ProtocolExpr,
  ProtocolStep,
  ProtocolStmt,
  StoreValue,
} from './program.ts';
import type { Locals } from './scope.ts';

/** The steps of a protocol; `fixup` and `mainEnd` as in `Protocol`. */
export interface CompiledTree {
  readonly code: readonly ProtocolStep[];
  readonly mainEnd: number;
  readonly fixup: number | null;
}

/** Compiles a tree that `checkProtocol` passed. */
export function compileTree(text: string, body: readonly Stmt[], locals: Locals): CompiledTree {
  const compiler = new Compiler(text, [...locals.keys()]);
  const fixups = body.filter(({ kind }) => kind === 'fixup');
  for (const stmt of body) if (stmt.kind !== 'fixup') compiler.statement(stmt);
  const mainEnd = compiler.code.length;
  for (const stmt of fixups) compiler.statement(stmt);
  return { code: compiler.code, mainEnd, fixup: fixups.length > 0 ? mainEnd : null };
}

type StmtOf<K extends Stmt['kind']> = Extract<Stmt, { kind: K }>;

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
      case 'defer':
        return this.defer(stmt);
      case 'fixup':
        return this.statement(stmt.body);
      case 'if':
        return this.conditional(stmt);
      case 'assign':
        return this.assign(stmt);
      case 'call':
        this.emit(stmt.span, this.call(stmt.call, null));
        return;
      case 'return':
        this.emit(stmt.span, { kind: 'return', value: stmt.value && this.expr(stmt.value) });
        return;
      default:
        // Declarations and no_lock() are no steps.
        return;
    }
  }

  private loop(stmt: StmtOf<'loop'>): void {
    const head = this.emit(stmt.span, { kind: 'next-desc', exit: 0 });
    this.statement(stmt.body);
    this.emit(stmt.close, { kind: 'end-desc', to: head });
    this.patch(head, { kind: 'next-desc', exit: this.code.length });
  }

  private defer({ flavour, body, span, close }: StmtOf<'defer'>): void {
    const head = this.emit(span, { kind: 'defer', flavour, exit: 0 });
    this.statement(body);
    this.emit(close, { kind: 'end-defer' });
    this.patch(head, { kind: 'defer', flavour, exit: this.code.length });
  }

  private conditional(stmt: StmtOf<'if'>): void {
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

  private assign({ name, value, span }: StmtOf<'assign'>): void {
    const localIdx = this.locals.indexOf(name);
    if (value.kind === 'call' && value.name !== 'jmp') {
      this.emit(span, this.call(value, localIdx));
    } else this.emit(span, { kind: 'assign', localIdx, value: this.expr(value) });
  }

  private call(call: CallExpr, resultIdx: number | null): ProtocolStmt {
    if (POKES.includes(call.name)) return this.poke(call, resultIdx);
    const [first, second] = call.args;
    switch (call.name) {
      case 'READ_ONCE':
        assert(resultIdx !== null, 'READ_ONCE was checked to give its value to a variable');
        return { kind: 'read', from: readFrom(first), localIdx: resultIdx };
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
        assert(call.name === 'bug' || call.name === 'BUG', `unchecked call of ${call.name}`);
        return { kind: 'bug', cond: { kind: 'int', value: 1 } };
    }
  }

  private poke({ name, args }: CallExpr, resultIdx: number | null): ProtocolStmt {
    const [site, first, second, third, fourth] = args;
    assert(!!site && !!first && !!second, 'a poke was checked to have three arguments');
    const by = name as PokeFunction;
    const which = siteOf(nameOf(site));
    const base = { kind: 'text-poke', by, which, resultIdx } as const;
    if (third && fourth) {
      const expected = this.insnOfKind(first, third);
      return { ...base, expected, wanted: this.insnOfKind(second, fourth), ignoresOld: false };
    }
    const expected = this.expr(first);
    return { ...base, expected, wanted: this.expr(second), ignoresOld: third !== undefined };
  }

  /** A kind is 1 for a jmp; a nop has no address. */
  private insnOfKind(kind: Expr, addr: Expr): ProtocolExpr {
    return {
      kind: 'choose',
      cond: this.expr(kind),
      then: { kind: 'jmp', to: this.expr(addr) },
      else: { kind: 'nop' },
    };
  }

  private expr(expr: Expr): ProtocolExpr {
    return compileExpr(expr, this.locals);
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

/** The names of the first patches mean the same sites. */
function siteOf(name: string): 'target' | 'bypass' {
  return name === 'tailcall_target' || name === 'ip' ? 'target' : 'bypass';
}

function readFrom(expr: Expr | undefined): 'target' | 'bypass' | 'slot' {
  return expr?.kind === 'element' ? 'slot' : siteOf(nameOf(expr));
}

function storeValue(expr: Expr): StoreValue {
  if (expr.kind === 'int') return { kind: 'byte', value: expr.value };
  assert(expr.kind === 'bytes', 'store was checked to write a byte or a range');
  return { kind: expr.name === 'old' ? 'old' : 'new', from: expr.from };
}
