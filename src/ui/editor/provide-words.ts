// What words mean and what may follow: hover, completion and signatures for Monaco.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { CompletionKind } from '../../core/language/index.ts';
import type { AsyncLanguage } from '../../store/language-port.ts';
import { referenceAddress } from '../shared/reference-address.ts';
import { markdownOf } from './doc-markdown.ts';
import { rangeOf } from './monaco-marks.ts';

type ItemKind = Monaco.languages.CompletionItemKind;

/** Words behind which a blank opens the list: what follows is always a name. */
const NAME_FOLLOWS =
  /(?:^|\s)(?:call|goto|run|load|unload|delete|close|\.kernel|use) $|\.\w+ \w+ $/;

function itemKinds(monaco: typeof Monaco): Readonly<Record<CompletionKind, ItemKind>> {
  const kinds = monaco.languages.CompletionItemKind;
  return {
    directive: kinds.Keyword,
    helper: kinds.Function,
    register: kinds.Variable,
    map: kinds.Struct,
    program: kinds.Module,
    function: kinds.Method,
    label: kinds.Reference,
    protocol: kinds.Interface,
    insn: kinds.Operator,
    operation: kinds.Event,
    option: kinds.EnumMember,
    type: kinds.TypeParameter,
  };
}

export function completionProvider(
  monaco: typeof Monaco,
  language: AsyncLanguage,
): Monaco.languages.CompletionItemProvider {
  const kinds = itemKinds(monaco);
  const { InsertAsSnippet } = monaco.languages.CompletionItemInsertTextRule;
  return {
    triggerCharacters: ['.', '[', '(', ' '],
    provideCompletionItems: async (model, position, { triggerCharacter }) => {
      const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
      if (triggerCharacter === ' ' && !NAME_FOLLOWS.test(before)) return { suggestions: [] };
      const { span, items } = await language.completions(
        model.getValue(),
        model.getOffsetAt(position),
      );
      const from = model.getPositionAt(span.start);
      const range = monaco.Range.fromPositions(from, model.getPositionAt(span.end));
      const suggestions = items.map((item, nth) => ({
        label: item.label,
        kind: kinds[item.kind],
        detail: item.detail,
        documentation: { value: markdownOf(item.doc) },
        insertText: item.insert,
        sortText: String(nth).padStart(5, '0'),
        range,
        ...(item.isSnippet && { insertTextRules: InsertAsSnippet }),
      }));
      return { suggestions };
    },
  };
}

/** Opens the reference at a word. A command, as Monaco would open an address without a host in an editor. */
export const REFERENCE_COMMAND = 'pokescope.reference';

function referenceLink(word: string): Monaco.IMarkdownString {
  const args = encodeURIComponent(JSON.stringify([word]));
  return {
    value: `[Protocol language: ${word.replace(/[\\_*[\]]/g, '\\$&')}](command:${REFERENCE_COMMAND}?${args})`,
    isTrusted: { enabledCommands: [REFERENCE_COMMAND] },
  };
}

/** Leads the page to a word's entry; the dialog follows the address. */
export function openReference(word: unknown): void {
  if (typeof word === 'string') location.hash = referenceAddress(word);
}

/** `hasReference`: there is a page around the editor that shows it. */
export function hoverProvider(
  language: AsyncLanguage,
  hasReference: boolean,
): Monaco.languages.HoverProvider {
  return {
    provideHover: async (model, position) => {
      const hover = await language.hover(model.getValue(), model.getOffsetAt(position));
      if (!hover) return null;
      const contents: Monaco.IMarkdownString[] = [{ value: markdownOf(hover.parts) }];
      if (hasReference && hover.reference) contents.push(referenceLink(hover.reference));
      return { range: rangeOf(model, hover.span), contents };
    },
  };
}

export function signatureProvider(language: AsyncLanguage): Monaco.languages.SignatureHelpProvider {
  return {
    signatureHelpTriggerCharacters: ['(', ',', ' '],
    signatureHelpRetriggerCharacters: [')', '='],
    provideSignatureHelp: async (model, position) => {
      const help = await language.signature(model.getValue(), model.getOffsetAt(position));
      if (!help) return null;
      const parameters = help.params.map(({ span, doc }) => ({
        label: [span.start, span.end] as [number, number],
        documentation: doc,
      }));
      const signature = { label: help.label, documentation: help.doc, parameters };
      const value = { signatures: [signature], activeSignature: 0, activeParameter: help.active };
      return { value, dispose: () => undefined };
    },
  };
}
