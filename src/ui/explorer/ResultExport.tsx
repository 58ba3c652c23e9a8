import type { DoneSearch } from '../../store/explorer-model.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { loadSharing, MAX_URL_LENGTH } from '../../store/share.ts';
import { copyText } from '../export/clipboard.ts';
import { linkWords } from '../export/link-words.ts';
import { useSaid } from '../export/use-said.ts';
import { saveText, slugOf } from '../shared/lab-files.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { type ReportInput, searchJson, searchMarkdown } from './result-report.ts';

/** What the reports are made of, at this moment. Rejects where the lab on screen is another one. */
export async function reportOf(page: Page, search: DoneSearch): Promise<ReportInput> {
  const { result, resultText } = page;
  if (!result || resultText !== search.text) throw new Error('The lab has changed: check it again');
  const sharing = await loadSharing();
  const words = linkWords(sharing.fragment(page, 'here'), MAX_URL_LENGTH);
  const link = words.kind === 'too-long' ? null : words.text;
  return { title: selectLabTitle(page), search, result, link };
}

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
