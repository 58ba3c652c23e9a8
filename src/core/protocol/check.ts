// Names and types: every name must be known, belong to the protocol's role, and fit where it stands.
// What passes here compiles and runs without a further check of form.
// Authority: Linux 6.1 bpf_arch_poke_desc_update (which values map_poke sees) and text_poke_bp
// (which text_poke sees).

import type { Diagnostic, Span } from '../base/index.ts';
import type { CallExpr, Expr, Stmt } from './ast.ts';
import { error } from './lexer.ts';
import type { ProtocolRole, ProtocolType } from './program.ts';

/** Error numbers that may be named; the values are the kernel's. */
export const ERRNOS: ReadonlyMap<string, number> = new Map([
  ['EBUSY', 16],
  ['EINVAL', 22],
  ['ERANGE', 34],
]);

const LOCKS = ['poke_mutex', 'text_mutex'] as const;
const SITES = ['tailcall_target', 'tailcall_bypass'] as const;

const WAITS = ['synchronize_rcu', 'synchronize_rcu_tasks_trace'];
const EITHER = ['lock', 'unlock', 'bug', 'BUG_ON'];
const OF_ROLE: Readonly<Record<ProtocolRole, readonly string[]>> = {
  map_poke: ['for_each_poke', 'text_poke', ...WAITS],
  text_poke: ['publish', 'retire', 'store', 'sync_cores'],
};
const KEYWORDS = [
  'map',
  'key',
  'site',
  'old',
  'new',
  'nop',
  'jmp',
  'bypass_addr',
  'NULL',
  ...LOCKS,
  ...SITES,
  ...ERRNOS.keys(),
];
const RESERVED: ReadonlySet<string> = new Set([
  ...KEYWORDS,
  ...EITHER,
  ...OF_ROLE.map_poke,
  ...OF_ROLE.text_poke,
]);

/** Local variables in order of first assignment, each with the type of its first value. */
export type Locals = Map<string, ProtocolType>;

/** Checks the tree, reporting into `diagnostics`; returns the locals. */
export function checkProtocol(
  role: ProtocolRole,
  body: readonly Stmt[],
  diagnostics: Diagnostic[],
): Locals {
  const checker = new Checker(role, diagnostics);
  checker.block(body);
  return checker.locals;
}

class Checker {
  readonly locals: Locals = new Map();
  private readonly role: ProtocolRole;
  private readonly diagnostics: Diagnostic[];
  /** Locals that have a value on every path to here. */
  private assigned = new Set<string>();
  private inLoop = false;

  constructor(role: ProtocolRole, diagnostics: Diagnostic[]) {
    this.role = role;
    this.diagnostics = diagnostics;
  }

  block(body: readonly Stmt[]): void {
    for (const stmt of body) this.statement(stmt);
  }

  private statement(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'block':
        return this.block(stmt.body);
      case 'loop':
        return this.loop(stmt);
      case 'if':
        return this.conditional(stmt);
      case 'assign':
        return this.assign(stmt);
      case 'call':
        return this.callStmt(stmt.call);
      case 'return':
        return this.returnStmt(stmt);
    }
  }

  private loop(stmt: Extract<Stmt, { kind: 'loop' }>): void {
    if (!this.allowed('for_each_poke', stmt.span)) return;
    if (this.inLoop)
      this.report('protocol/nested-loop', stmt.span, 'for_each_poke inside for_each_poke');
    const names = stmt.args.map((arg) => (arg.kind === 'name' ? arg.name : '?'));
    if (names.join() !== 'map,key') {
      this.report(
        'protocol/arguments',
        stmt.span,
        'for_each_poke takes (map, key): those of this update',
      );
    }
    const before = new Set(this.assigned);
    const outer = this.inLoop;
    this.inLoop = true;
    this.statement(stmt.body);
    this.inLoop = outer;
    this.assigned = before;
  }

  private conditional(stmt: Extract<Stmt, { kind: 'if' }>): void {
    this.condition(stmt.cond);
    const before = new Set(this.assigned);
    this.statement(stmt.then);
    const afterThen = this.assigned;
    this.assigned = before;
    if (stmt.else) this.statement(stmt.else);
    this.assigned = new Set([...afterThen].filter((name) => this.assigned.has(name)));
  }

  private assign(stmt: Extract<Stmt, { kind: 'assign' }>): void {
    const isCall = stmt.value.kind === 'call' && stmt.value.name === 'text_poke';
    const type = isCall ? 'int' : this.type(stmt.value);
    if (isCall && stmt.value.kind === 'call') this.textPoke(stmt.value);
    if (RESERVED.has(stmt.name)) {
      this.report('protocol/assign-to-name', stmt.nameSpan, `'${stmt.name}' cannot be assigned to`);
      return;
    }
    const known = this.locals.get(stmt.name);
    if (known === undefined) this.locals.set(stmt.name, type ?? 'int');
    else if (type !== null && type !== known) this.mismatch(stmt.value.span, known, type);
    if (type === 'addr') this.addrOutsideJmp(stmt.value.span);
    this.assigned.add(stmt.name);
  }

  private returnStmt(stmt: Extract<Stmt, { kind: 'return' }>): void {
    if (!stmt.value) return;
    if (this.role === 'map_poke') {
      this.report('protocol/type', stmt.value.span, 'map_poke returns no value');
    } else this.want(stmt.value, 'int');
  }

  private callStmt(call: CallExpr): void {
    if (!this.allowed(call.name, call.span)) return;
    switch (call.name) {
      case 'text_poke':
        return this.textPoke(call);
      case 'store':
        return this.store(call);
      case 'publish':
        return this.names(call, ['site', 'new']);
      case 'retire':
        return this.names(call, ['site']);
      case 'lock':
      case 'unlock':
        return this.lock(call);
      case 'BUG_ON':
        if (this.arity(call, 1)) for (const arg of call.args) this.condition(arg);
        return;
      default:
        this.arity(call, 0);
    }
  }

  private textPoke(call: CallExpr): void {
    if (!this.allowed('text_poke', call.span) || !this.arity(call, 3)) return;
    if (!this.inLoop) this.outsideLoop('text_poke', call.span);
    const [site, expected, wanted] = call.args;
    if (site && !(site.kind === 'name' && SITES.some((known) => known === site.name))) {
      this.report('protocol/type', site.span, `text_poke pokes ${SITES.join(' or ')}`);
    }
    if (expected) this.want(expected, 'insn');
    if (wanted) this.want(wanted, 'insn');
  }

  private store(call: CallExpr): void {
    if (!this.arity(call, 2)) return;
    const [to, value] = call.args;
    if (to?.kind !== 'bytes' || to.name !== 'site') {
      this.report('protocol/type', to?.span ?? call.span, 'store writes to site[N] or site[N..M]');
      return;
    }
    this.byteRange(to);
    if (value?.kind === 'bytes' && (value.name === 'new' || value.name === 'old')) {
      this.byteRange(value);
      if (value.to - value.from !== to.to - to.from) {
        this.report(
          'protocol/length',
          call.span,
          `${to.to - to.from + 1} bytes of the site, ${value.to - value.from + 1} bytes to write`,
        );
      }
    } else if (value?.kind !== 'int') {
      this.report(
        'protocol/type',
        value?.span ?? call.span,
        'store writes a byte, or bytes of old or new',
      );
    } else if (value.value > 0xff || to.from !== to.to) {
      this.report('protocol/length', call.span, 'a number fills exactly one byte of the site');
    }
  }

  private byteRange(expr: Extract<Expr, { kind: 'bytes' }>): void {
    if (expr.to > 4 || expr.from > expr.to) {
      this.report('protocol/range', expr.span, 'a site has bytes 0..4, given in ascending order');
    }
  }

  private lock(call: CallExpr): void {
    if (!this.arity(call, 1)) return;
    const arg = call.args[0];
    if (arg && !(arg.kind === 'name' && LOCKS.some((known) => known === arg.name))) {
      this.report('protocol/unknown-lock', arg.span, `the locks are ${LOCKS.join(' and ')}`);
    }
  }

  private names(call: CallExpr, wanted: readonly string[]): void {
    const given = call.args.map((arg) => (arg.kind === 'name' ? arg.name : '?'));
    if (given.join() !== wanted.join()) {
      this.report('protocol/arguments', call.span, `${call.name} takes (${wanted.join(', ')})`);
    }
  }

  /** Type of a value, or null after reporting that it has none. */
  private type(expr: Expr): ProtocolType | null {
    switch (expr.kind) {
      case 'int':
        return 'int';
      case 'name':
        return this.nameType(expr.name, expr.span);
      case 'unary':
        if (expr.op === '!') this.condition(expr.of);
        else this.want(expr.of, 'int');
        return 'int';
      case 'binary':
        return this.binaryType(expr);
      case 'choose':
        return this.chooseType(expr);
      case 'call':
        return this.callType(expr);
      case 'bytes':
        this.report('protocol/not-modelled', expr.span, 'bytes can only stand in store()');
        return null;
    }
  }

  private nameType(name: string, span: Span): ProtocolType | null {
    if (ERRNOS.has(name)) return 'int';
    if (this.role === 'map_poke') {
      if (name === 'old' || name === 'new' || name === 'NULL') return 'prog';
      if (name === 'nop') return 'insn';
      if (name === 'bypass_addr') {
        if (!this.inLoop) this.outsideLoop(name, span);
        return 'addr';
      }
    }
    const local = this.locals.get(name);
    if (local !== undefined) {
      if (!this.assigned.has(name)) {
        this.report('protocol/unassigned', span, `'${name}' has no value on some path to here`);
      }
      return local;
    }
    if (RESERVED.has(name)) {
      this.report('protocol/type', span, `'${name}' is no value here`);
    } else this.report('protocol/unknown-name', span, `unknown name '${name}'`);
    return null;
  }

  private binaryType(expr: Extract<Expr, { kind: 'binary' }>): ProtocolType {
    if (expr.op === '&&' || expr.op === '||') {
      this.condition(expr.left);
      this.condition(expr.right);
      return 'int';
    }
    const left = this.type(expr.left);
    const right = this.type(expr.right);
    const isEquality = expr.op === '==' || expr.op === '!=';
    if (left && right && left !== right) this.mismatch(expr.right.span, left, right);
    else if (left === 'insn' || left === 'addr' || (left === 'prog' && !isEquality)) {
      this.report('protocol/type', expr.span, `'${expr.op}' does not compare two of type ${left}`);
    }
    return 'int';
  }

  private chooseType(expr: Extract<Expr, { kind: 'choose' }>): ProtocolType | null {
    this.condition(expr.cond);
    const then = this.type(expr.then);
    const otherwise = this.type(expr.else);
    if (then && otherwise && then !== otherwise) this.mismatch(expr.else.span, then, otherwise);
    else if (then === 'addr') this.addrOutsideJmp(expr.span);
    return then ?? otherwise;
  }

  private callType(expr: CallExpr): ProtocolType | null {
    if (expr.name === 'jmp' && this.role === 'map_poke') {
      const to = expr.args[0];
      if (!this.arity(expr, 1) || !to) return 'insn';
      const type = this.type(to);
      if (type === 'int' || type === 'insn') this.mismatch(to.span, 'prog', type);
      return 'insn';
    }
    if (!this.allowed(expr.name, expr.span)) return null;
    this.report(
      'protocol/call-in-expression',
      expr.span,
      `${expr.name}() cannot stand inside an expression`,
      expr.name === 'text_poke' ? 'write ret = text_poke(...); first' : undefined,
    );
    return null;
  }

  private condition(expr: Expr): void {
    const type = this.type(expr);
    if (type === 'insn' || type === 'addr') this.mismatch(expr.span, 'int', type);
  }

  private want(expr: Expr, wanted: ProtocolType): void {
    const type = this.type(expr);
    if (type && type !== wanted) this.mismatch(expr.span, wanted, type);
  }

  private arity(call: CallExpr, count: number): boolean {
    if (call.args.length === count) return true;
    this.report(
      'protocol/arguments',
      call.span,
      `${call.name} takes ${count} arguments, not ${call.args.length}`,
    );
    return false;
  }

  /** True if this role may call `name`. */
  private allowed(name: string, span: Span): boolean {
    if (EITHER.includes(name) || OF_ROLE[this.role].includes(name)) return true;
    const other = this.role === 'map_poke' ? 'text_poke' : 'map_poke';
    if (OF_ROLE[other].includes(name) || name === 'jmp') {
      this.report('protocol/wrong-role', span, `${name} belongs to ${other} protocols`);
    } else {
      this.report(
        'protocol/unknown-name',
        span,
        `unknown function '${name}'`,
        `a ${this.role} protocol may call ${[...OF_ROLE[this.role], ...EITHER].join(', ')}`,
      );
    }
    return false;
  }

  private outsideLoop(name: string, span: Span): void {
    this.report(
      'protocol/outside-loop',
      span,
      `${name} needs a descriptor`,
      'put it inside for_each_poke(map, key)',
    );
  }

  private addrOutsideJmp(span: Span): void {
    this.report('protocol/type', span, 'an address can only stand in jmp(), by itself');
  }

  private mismatch(span: Span, wanted: ProtocolType, found: ProtocolType): void {
    this.report('protocol/type', span, `expected ${wanted}, found ${found}`);
  }

  private report(code: string, span: Span, message: string, hint?: string): void {
    this.diagnostics.push(error(code, span, message, hint));
  }
}
