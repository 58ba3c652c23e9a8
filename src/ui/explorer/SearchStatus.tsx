import type { Page } from '../../store/model.ts';
import { selectHidden } from '../../store/prediction.ts';
import { usePage } from '../shell/page-context.tsx';
import { countWords, verdictWords } from './explorer-words.ts';

/** A running search speaks up this often. */
const SPEAKS_EVERY_MS = 10_000;

/** Changes seldom: what is announced is read out as a whole. */
function statusOf(page: Page): string {
  const { search } = page;
  switch (search.kind) {
    case 'none':
      return '';
    case 'running': {
      const nth = Math.floor(search.milliseconds / SPEAKS_EVERY_MS);
      return nth === 0 ? 'Checking every order' : `Still checking, ${nth * 10} seconds so far`;
    }
    case 'failed':
      return 'The search ended without a verdict';
    case 'done':
      if (selectHidden(page)) return 'The search is done; answer to see its verdict';
      return `${verdictWords(search.result)}. ${countWords(search.result.states)} states`;
  }
}

/** For those who hear the page. Mounted before there is anything to say: only then is it read out. */
export function SearchStatus() {
  const status = usePage(statusOf);
  return (
    <p className="visually-hidden" role="status">
      {status}
    </p>
  );
}
