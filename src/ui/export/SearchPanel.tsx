import { useEffect, useState } from 'react';
import type { DoneSearch } from '../../store/explorer-model.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { reportOf } from '../explorer/report-input.ts';
import { type ReportInput, searchJson, searchMarkdown } from '../explorer/result-report.ts';
import { saveText, slugOf } from '../shared/lab-files.ts';
import { copyText } from './clipboard.ts';
import { Actions } from './ExportParts.tsx';
import { useSaid } from './use-said.ts';

/** The report, as soon as the link in it is made. */
function useReport(page: Page, search: DoneSearch): ReportInput | null {
  const [report, setReport] = useState<ReportInput | null>(null);
  useEffect(() => {
    let wanted = true;
    reportOf(page, search).then(
      (made) => wanted && setReport(made),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [page, search]);
  return report;
}

/** What a search found: verdict, coverage, schedules with their accounts, outcomes. */
export function SearchPanel({ page, search }: { page: Page; search: DoneSearch }) {
  const report = useReport(page, search);
  const { said, act } = useSaid();
  if (!report) return <p className="export-words">The report is being made …</p>;
  const text = searchMarkdown(report);
  const save = (content: string, ending: string, type: string) => () => {
    const name = `${slugOf(selectLabTitle(page))}-search${ending}`;
    saveText(content, name, type);
    return `Saved ${name}`;
  };
  return (
    <>
      <textarea className="export-text" aria-label="Report in Markdown" readOnly value={text} />
      <Actions said={said}>
        <button
          type="button"
          className="button is-primary"
          onClick={() => act(() => copyText(text))}
        >
          Copy
        </button>
        <button
          type="button"
          className="button"
          onClick={() => act(save(text, '.md', 'text/markdown'))}
        >
          Save .md
        </button>
        <button
          type="button"
          className="button"
          onClick={() => act(save(searchJson(report), '.json', 'application/json'))}
        >
          Save JSON
        </button>
      </Actions>
    </>
  );
}
