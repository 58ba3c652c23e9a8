// The text as a tree, before names and types are checked.

import type { Span } from '../base/index.ts';
import type { BinaryOp, GracePeriodFlavour } from './program.ts';

export type Expr =
  | { readonly kind: 'int'; readonly value: number; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expr[];
      readonly span: Span;
    }
  /** `name[from]` or `name[from..to]`. */
  | {
      readonly kind: 'bytes';
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly span: Span;
    }
  /** `name[key]`. */
  | { readonly kind: 'element'; readonly name: string; readonly key: string; readonly span: Span }
  | { readonly kind: 'unary'; readonly op: '!' | '-'; readonly of: Expr; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'choose';
      readonly cond: Expr;
      readonly then: Expr;
      readonly else: Expr;
      readonly span: Span;
    };

export type CallExpr = Extract<Expr, { kind: 'call' }>;

/** `span` is what the page lights: the statement itself, or the head of a compound one. */
export type Stmt =
  | { readonly kind: 'block'; readonly body: readonly Stmt[]; readonly span: Span }
  | {
      readonly kind: 'loop';
      readonly args: readonly Expr[];
      readonly body: Stmt;
      readonly span: Span;
      /** The closing brace. */
      readonly close: Span;
    }
  | {
      readonly kind: 'defer';
      readonly flavour: GracePeriodFlavour;
      readonly body: Stmt;
      readonly span: Span;
      readonly close: Span;
    }
  | { readonly kind: 'fixup'; readonly body: Stmt; readonly span: Span }
  | { readonly kind: 'no-lock'; readonly args: readonly Expr[]; readonly span: Span }
  | {
      readonly kind: 'if';
      readonly cond: Expr;
      readonly then: Stmt;
      readonly else: Stmt | null;
      readonly span: Span;
    }
  /** `TYPE name;`, alone or before an assignment to the name. */
  | {
      readonly kind: 'declare';
      readonly type: string;
      readonly name: string;
      readonly span: Span;
    }
  | {
      readonly kind: 'assign';
      readonly name: string;
      readonly nameSpan: Span;
      readonly value: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'call'; readonly call: CallExpr; readonly span: Span }
  | { readonly kind: 'return'; readonly value: Expr | null; readonly span: Span };

/** Calls that are steps of their own and give a result: they stand alone, or behind `name =`. */
export const POKES: readonly string[] = ['text_poke', 'bpf_arch_text_poke', 'text_poke_early'];
