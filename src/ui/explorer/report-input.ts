import type { DoneSearch } from '../../store/explorer-model.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { loadSharing, MAX_URL_LENGTH } from '../../store/share.ts';
import { linkWords } from '../export/link-words.ts';
import type { ReportInput } from './result-report.ts';

/** What the reports are made of, at this moment. Rejects where the lab on screen is another one. */
export async function reportOf(page: Page, search: DoneSearch): Promise<ReportInput> {
  const { result, resultText } = page;
  if (!result || resultText !== search.text) throw new Error('The lab has changed: check it again');
  const sharing = await loadSharing();
  const words = linkWords(sharing.fragment(page, 'here'), MAX_URL_LENGTH);
  const link = words.kind === 'too-long' ? null : words.text;
  return { title: selectLabTitle(page), search, result, link };
}
