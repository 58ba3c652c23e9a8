// Decides on the editor: plain at once, the full one when it has arrived and can run.

import { type ComponentType, useEffect, useState } from 'react';
import { usePage } from '../shell/page-context.tsx';
import { useMedia } from '../shell/use-media.ts';

/** Monaco does not support touch keyboards; there the plain editor is the better one. */
const TOUCH = '(hover: none) and (pointer: coarse), (pointer: coarse) and (max-width: 899px)';

/** `loading`: the plain one stands in for the full one until that is here. */
export type EditorMode = 'full' | 'loading' | 'touch' | 'failed';

let loaded: ComponentType | null = null;

/** Waits for the page's first picture, so that 700 kB of editor never delay it. */
function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: 2_000 });
  return () => cancelIdleCallback(handle);
}

export function useFullEditor(): {
  readonly FullEditor: ComponentType | null;
  readonly mode: EditorMode;
} {
  const touch = useMedia(TOUCH);
  const painted = usePage((page) => page.engine !== 'starting');
  const [FullEditor, setFullEditor] = useState<ComponentType | null>(() => loaded);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (touch || !painted || loaded) return undefined;
    let wanted = true;
    const cancel = whenIdle(() => {
      import('./MonacoEditor.tsx').then(
        ({ MonacoEditor }) => {
          loaded = MonacoEditor;
          if (wanted) setFullEditor(() => MonacoEditor);
        },
        () => {
          if (wanted) setFailed(true);
        },
      );
    });
    return () => {
      wanted = false;
      cancel();
    };
  }, [touch, painted]);
  if (touch) return { FullEditor: null, mode: 'touch' };
  if (FullEditor) return { FullEditor, mode: 'full' };
  return { FullEditor: null, mode: failed ? 'failed' : 'loading' };
}
