// What an editor asks about a lab text. All places are offsets in UTF-16 units from its start, as in
// the diagnostics.

import type { Span } from '../base/index.ts';

/** A piece of text for a hover or a list: prose, or one block of code. */
export type DocPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  /** Rows of a small table, e.g. the fields of an encoding; the first row is its head. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

export interface Hover {
  /** What the words are about. */
  readonly span: Span;
  readonly parts: readonly DocPart[];
  /** A word of the protocol language: it has an entry in the reference. */
  readonly reference?: string;
}

export type CompletionKind =
  | 'directive'
  | 'helper'
  | 'register'
  | 'map'
  | 'program'
  | 'function'
  | 'label'
  | 'protocol'
  | 'insn'
  | 'operation'
  | 'option'
  | 'type';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Beside the label: a signature, an id. */
  readonly detail: string;
  readonly doc: readonly DocPart[];
  /** Text that takes the place of `CompletionList.span`; `$1` and `$0` are stops for the caret. */
  readonly insert: string;
  readonly isSnippet: boolean;
}

export interface CompletionList {
  /** What is replaced: the word so far. */
  readonly span: Span;
  readonly items: readonly Completion[];
}

export interface SignatureHelp {
  readonly label: string;
  /** Each within `label`. */
  readonly params: readonly { readonly span: Span; readonly doc: string }[];
  /** Index of the parameter at the caret. */
  readonly active: number;
  readonly doc: string;
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** `refusal` says why the name at this place, or the new one, cannot be. */
export type RenameAnswer =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly refusal: string };

/** Lines from 0, both included. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'region' | 'comment';
}

export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'map' | 'program' | 'function' | 'label' | 'protocol' | 'section';
  /** Name alone, and the whole entry. */
  readonly nameSpan: Span;
  readonly span: Span;
  readonly children: readonly OutlineEntry[];
}

export interface QuickFix {
  readonly title: string;
  /** Code of the diagnostic that it mends. */
  readonly code: string;
  readonly span: Span;
  readonly edits: readonly TextEdit[];
  readonly preferred: boolean;
}

/** A note between or behind the words of a line, made of the last result. */
export interface InlayNote {
  /** Where it stands. */
  readonly at: number;
  readonly text: string;
  readonly tooltip: string;
  readonly kind: 'bytes' | 'tail-call' | 'stack';
}

/** Everything an editor asks; answers never throw, and say nothing where there is nothing to say. */
export interface LanguageService {
  hover(text: string, at: number): Hover | null;
  completions(text: string, at: number): CompletionList;
  signature(text: string, at: number): SignatureHelp | null;
  definition(text: string, at: number): Span | null;
  /** The declaration included, in the order of the text. */
  references(text: string, at: number): readonly Span[];
  rename(text: string, at: number, newName: string): RenameAnswer;
  folds(text: string): readonly Fold[];
  outline(text: string): readonly OutlineEntry[];
  /** Edits that leave the assembled programs as they are. */
  format(text: string): readonly TextEdit[];
  fixes(text: string, span: Span): readonly QuickFix[];
  notes(text: string): readonly InlayNote[];
}
