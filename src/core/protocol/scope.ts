// What is known at one place of a protocol while it is checked.

import type { Diagnostic, Span } from '../base/index.ts';
import type { ProtocolCode } from './codes.ts';
import { error } from './lexer.ts';
import type { LockName, ProtocolRole, ProtocolType } from './program.ts';

/** Local variables in order of first mention, each with its type. */
export type Locals = Map<string, ProtocolType>;

export class Scope {
  readonly role: ProtocolRole;
  readonly locals: Locals = new Map();
  readonly declared = new Set<string>();
  readonly omits: LockName[] = [];
  /** Locals that have a value on every path to here. */
  assigned = new Set<string>();
  inLoop = false;
  inFixup = false;
  inDefer = false;
  private readonly diagnostics: Diagnostic[];

  constructor(role: ProtocolRole, diagnostics: Diagnostic[]) {
    this.role = role;
    this.diagnostics = diagnostics;
  }

  /** True where there is a descriptor at hand. */
  get hasDesc(): boolean {
    return this.inLoop || this.inFixup;
  }

  report(code: ProtocolCode, span: Span, message: string, hint?: string): void {
    this.diagnostics.push(error(code, span, message, hint));
  }

  mismatch(span: Span, wanted: ProtocolType, found: ProtocolType): void {
    this.report('protocol/type', span, `expected ${wanted}, found ${found}`);
  }

  needDesc(name: string, span: Span): void {
    if (this.hasDesc) return;
    const hint = 'put it inside for_each_poke(map, key)';
    this.report('protocol/outside-loop', span, `${name} needs a descriptor`, hint);
  }
}
