import { useMemo } from 'react';
import { usePage } from '../shell/page-context.tsx';
import './editor.css';
import { indexLines } from './line-index.ts';
import { PlainEditor } from './PlainEditor.tsx';
import { Problems } from './Problems.tsx';
import { TAB_KEYS } from './tab-keys.ts';
import { useFullEditor } from './use-full-editor.ts';

/** The lab text with its problems below. */
export function EditorPane() {
  const text = usePage((page) => page.text);
  const index = useMemo(() => indexLines(text), [text]);
  const { FullEditor, failed } = useFullEditor();
  return (
    <section className="editor-pane" aria-label="Lab text">
      <header className="editor-bar">
        <h2 className="pane-title">Lab text</h2>
        <p className="editor-hint">
          {FullEditor ? (
            <>
              <kbd>{TAB_KEYS}</kbd> lets Tab leave the editor
            </>
          ) : (
            failed && 'plain editor: the full one could not be loaded'
          )}
        </p>
      </header>
      <div className="editor-body">
        {FullEditor ? <FullEditor /> : <PlainEditor index={index} />}
      </div>
      <Problems index={index} />
    </section>
  );
}
