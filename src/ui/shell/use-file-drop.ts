// Files that are dropped on the page: one is opened, several become named labs.

import { useEffect } from 'react';
import type { PageStore } from '../../store/page-store.ts';
import { readFiles } from '../shared/lab-files.ts';
import { usePageStore } from './page-context.tsx';

async function take(files: readonly File[], store: PageStore): Promise<void> {
  const read = await readFiles(files);
  const { openFile, importLabs, notify } = store.getState();
  if (read.length === 1) return openFile(read[0]?.text ?? '');
  await importLabs(read);
  notify({
    id: 'imported',
    tone: 'info',
    title: `${read.length} labs were imported`,
    body: 'They are under “My labs” in the menu.',
  });
}

function filesOf(event: DragEvent): readonly File[] {
  return [...(event.dataTransfer?.files ?? [])];
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Marks the page (`data-dropping`) while files are over it. */
export function useFileDrop(): void {
  const store = usePageStore();
  useEffect(() => {
    const { dataset } = document.documentElement;
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      // Else the browser would leave the page for the file.
      event.preventDefault();
      dataset['dropping'] = '';
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) delete dataset['dropping'];
    };
    const drop = (event: DragEvent): void => {
      delete dataset['dropping'];
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      void take(filesOf(event), store);
    };
    // Before the editor, which would take a file for text of its own.
    const options = { capture: true };
    window.addEventListener('dragover', over, options);
    window.addEventListener('dragleave', leave, options);
    window.addEventListener('drop', drop, options);
    return () => {
      window.removeEventListener('dragover', over, options);
      window.removeEventListener('dragleave', leave, options);
      window.removeEventListener('drop', drop, options);
    };
  }, [store]);
}
