import { useEffect, useState } from 'react';
import type { Page } from '../../store/model.ts';
import { loadSharing } from '../../store/share.ts';
import { saveText } from '../shared/lab-files.ts';
import { sizeWords } from './clipboard.ts';
import { Actions } from './ExportParts.tsx';
import { fileName } from './lab-facts.ts';
import { homeOf, offlineTemplate, withState } from './offline-file.ts';
import { homeAddress, isSavedPage } from './start-fragment.ts';
import { useSaid } from './use-said.ts';

type Template = { readonly html: string } | { readonly error: string } | null;

function useFile(page: Page): Template {
  const [file, setFile] = useState<Template>(null);
  useEffect(() => {
    let wanted = true;
    const tell = (made: Template) => {
      if (wanted) setFile(made);
    };
    Promise.all([offlineTemplate(), loadSharing()])
      .then(([template, sharing]) => {
        const home = isSavedPage() ? homeAddress() : homeOf(location);
        return withState(template, sharing.fragment(page, 'here'), home);
      })
      .then(
        (html) => tell({ html }),
        (error: unknown) => tell({ error: error instanceof Error ? error.message : String(error) }),
      );
    return () => {
      wanted = false;
    };
  }, [page]);
  return file;
}

/** The whole page as one file. */
export function OfflinePanel({ page }: { page: Page }) {
  const file = useFile(page);
  const { said, act } = useSaid();
  const html = file && 'html' in file ? file.html : null;
  const save = () => {
    const name = fileName(page, '.html');
    saveText(html ?? '', name, 'text/html');
    return `Saved ${name}`;
  };
  const steps = page.result?.timeline?.steps.length ?? 0;
  const where = steps > 0 ? `step ${page.cursor} of ${steps}` : 'this text';
  return (
    <>
      <div className="export-words">
        <p>
          This page as one HTML file. It opens at {where}, with this text, these choices and what is
          pinned, in any browser, from a disk or an attachment, without a network: it asks nobody
          for anything.
        </p>
        <p>
          Everything works in it: editing, steering, sharing, exporting. The editor is the plain
          one; changes are kept by the browser, and the file itself always opens as it was saved.
        </p>
      </div>
      <Actions said={file && 'error' in file ? { words: file.error, isError: true } : said}>
        <button
          type="button"
          className="button is-primary"
          disabled={html === null}
          onClick={() => act(save)}
        >
          Save HTML file
        </button>
        <span className="export-size">
          {html !== null ? sizeWords(html.length) : file === null ? 'Preparing the file…' : ''}
        </span>
      </Actions>
    </>
  );
}
