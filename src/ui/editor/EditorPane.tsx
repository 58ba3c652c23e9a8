import { useMemo } from 'react';
import { useSignal } from '../shared/signals.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { applyEdits } from './apply-edits.ts';
import './editor.css';
import { EDITOR_ACTIONS } from './editor-actions.ts';
import { indexLines } from './line-index.ts';
import { optional } from './optional.tsx';
import { PlainEditor } from './PlainEditor.tsx';
import { Problems } from './Problems.tsx';
import { useFullEditor } from './use-full-editor.ts';

const EditorTools = optional(async () => (await import('./EditorTools.tsx')).EditorTools);

/** What is asked of the text, whichever editor shows it. */
function useRequests(): void {
  const store = usePageStore();
  const { setInlayNotes } = useActions();
  useSignal('editor-action', (id) => {
    const { text, inlayNotes } = store.getState();
    if (id === EDITOR_ACTIONS.notes) setInlayNotes(!inlayNotes);
    if (id !== EDITOR_ACTIONS.format) return;
    void store.language.format(text).then((edits) => {
      // Typed on meanwhile: the places are those of another text.
      if (store.getState().text === text) applyEdits(edits);
    });
  });
}

/** The lab text with its problems below. */
export function EditorPane() {
  const text = usePage((page) => page.text);
  const index = useMemo(() => indexLines(text), [text]);
  const { FullEditor, mode } = useFullEditor();
  useRequests();
  return (
    <section className="editor-pane" aria-label="Lab text">
      <header className="editor-bar">
        <h2 className="pane-title">Lab text</h2>
        <EditorTools hasNotes={FullEditor !== null} />
      </header>
      {mode === 'failed' && (
        <p className="editor-note" role="status">
          The full editor could not be loaded; this plain one can do most of what it does.{' '}
          <button type="button" className="link-button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      )}
      <div className="editor-body">
        {FullEditor ? <FullEditor /> : <PlainEditor index={index} mode={mode} />}
      </div>
      <Problems index={index} mode={mode} />
    </section>
  );
}
