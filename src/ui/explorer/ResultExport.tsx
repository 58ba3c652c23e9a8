import type { DoneSearch } from '../../store/explorer-model.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import { copyText } from '../export/clipboard.ts';
import { useSaid } from '../export/use-said.ts';
import { saveText, slugOf } from '../shared/lab-files.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { reportOf } from './report-input.ts';
import { searchJson, searchMarkdown } from './result-report.ts';

/** The result as a text for a mail, and as a file for programs. */
export function ResultExport({ search }: { search: DoneSearch }) {
  const store = usePageStore();
  const { said, act } = useSaid();
  const title = usePage(selectLabTitle);
  const copy = async (): Promise<string> =>
    copyText(searchMarkdown(await reportOf(store.getState(), search)));
  const save = async (): Promise<string> => {
    const name = `${slugOf(title)}-search.json`;
    saveText(searchJson(await reportOf(store.getState(), search)), name, 'application/json');
    return `Saved ${name}`;
  };
  return (
    <div className="result-export">
      <button type="button" className="button is-small" onClick={() => act(copy)}>
        Copy as Markdown
      </button>
      <button type="button" className="button is-small" onClick={() => act(save)}>
        Save as JSON
      </button>
      <p className={said.isError ? 'result-said is-error' : 'result-said'} role="status">
        {said.words}
      </p>
    </div>
  );
}
