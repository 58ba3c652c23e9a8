// Notes between the words: what the last result says about a line. They come when typing rests and the
// text is compiled, so that no key press waits for them.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { InlayNote } from '../../core/language/index.ts';
import type { AsyncLanguage } from '../../store/language-port.ts';

type Model = Monaco.editor.ITextModel;

/** Longer than the time between two key presses. */
const REST_MS = 400;

/** False if the question was taken back meanwhile. */
function rest(token: Monaco.CancellationToken): Promise<boolean> {
  return new Promise((settle) => {
    const done = (isRest: boolean) => {
      clearTimeout(timer);
      listener.dispose();
      settle(isRest);
    };
    const timer = setTimeout(() => done(true), REST_MS);
    const listener = token.onCancellationRequested(() => done(false));
  });
}

function hintOf(
  monaco: typeof Monaco,
  position: Monaco.IPosition,
  { text, tooltip }: InlayNote,
): Monaco.languages.InlayHint {
  const { Type } = monaco.languages.InlayHintKind;
  // Monaco's own padding is a hair: "r1" and "3 B" would read as one word.
  return { label: `\u2002${text}`, tooltip, position, kind: Type, paddingLeft: true };
}

/** `compiled` settles when the engine has seen the present text. */
export function notesProvider(
  monaco: typeof Monaco,
  language: AsyncLanguage,
  compiled: () => Promise<void>,
): Monaco.languages.InlayHintsProvider {
  let known: { version: number; model: Model; notes: readonly InlayNote[] } | null = null;
  const notesOf = async (model: Model, token: Monaco.CancellationToken) => {
    const version = model.getVersionId();
    const isSame = () => !model.isDisposed() && model.getVersionId() === version;
    if (known?.model === model && known.version === version) return known.notes;
    if (known?.model === model && !(await rest(token))) return null;
    await compiled();
    if (!isSame()) return null;
    const notes = await language.notes(model.getValue());
    if (!isSame()) return null;
    known = { model, version, notes };
    return notes;
  };
  return {
    displayName: 'Lab',
    provideInlayHints: async (model, range, token) => {
      const notes = await notesOf(model, token);
      if (!notes || token.isCancellationRequested) return null;
      const { startLineNumber, startColumn, endLineNumber, endColumn } = range;
      const start = model.getOffsetAt({ lineNumber: startLineNumber, column: startColumn });
      const end = model.getOffsetAt({ lineNumber: endLineNumber, column: endColumn });
      const hints = notes
        .filter(({ at }) => at >= start && at <= end)
        .map((note) => hintOf(monaco, model.getPositionAt(note.at), note));
      return { hints, dispose: () => undefined };
    },
  };
}
