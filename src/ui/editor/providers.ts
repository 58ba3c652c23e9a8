// Hands the language service to Monaco, one provider for each thing that it asks.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { PageStore } from '../../store/page-store.ts';
import { LANGUAGE_ID } from './language-id.ts';
import { fixProvider, formatProvider } from './provide-edits.ts';
import { notesProvider } from './provide-notes.ts';
import {
  definitionProvider,
  foldingProvider,
  outlineProvider,
  referenceProvider,
  renameProvider,
} from './provide-places.ts';
import {
  completionProvider,
  hoverProvider,
  openReference,
  REFERENCE_COMMAND,
  signatureProvider,
} from './provide-words.ts';

/** Settles when the engine is through with the page's text. */
function whenCompiled(store: PageStore): Promise<void> {
  const isThrough = () => !['starting', 'busy'].includes(store.getState().engine);
  if (isThrough()) return Promise.resolve();
  return new Promise((settle) => {
    const stop = store.subscribe(() => {
      if (!isThrough()) return;
      stop();
      settle();
    });
  });
}

/** Registers everything; what is returned takes it back. */
export function provideLanguage(monaco: typeof Monaco, store: PageStore): () => void {
  const { language } = store;
  const to = monaco.languages;
  const notes = notesProvider(monaco, language, () => whenCompiled(store));
  const all = [
    to.registerCompletionItemProvider(LANGUAGE_ID, completionProvider(monaco, language)),
    to.registerHoverProvider(LANGUAGE_ID, hoverProvider(language, store.getState().embed === null)),
    to.registerSignatureHelpProvider(LANGUAGE_ID, signatureProvider(language)),
    to.registerDefinitionProvider(LANGUAGE_ID, definitionProvider(language)),
    to.registerReferenceProvider(LANGUAGE_ID, referenceProvider(language)),
    to.registerRenameProvider(LANGUAGE_ID, renameProvider(language)),
    to.registerFoldingRangeProvider(LANGUAGE_ID, foldingProvider(monaco, language)),
    to.registerDocumentSymbolProvider(LANGUAGE_ID, outlineProvider(monaco, language)),
    to.registerDocumentFormattingEditProvider(LANGUAGE_ID, formatProvider(language)),
    to.registerCodeActionProvider(LANGUAGE_ID, fixProvider(monaco, language), {
      providedCodeActionKinds: ['quickfix'],
    }),
    to.registerInlayHintsProvider(LANGUAGE_ID, notes),
    monaco.editor.registerCommand(REFERENCE_COMMAND, (_services, word: unknown) =>
      openReference(word),
    ),
  ];
  return () => {
    for (const one of all) one.dispose();
  };
}
