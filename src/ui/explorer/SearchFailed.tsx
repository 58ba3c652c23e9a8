import type { FailedSearch } from '../../store/explorer-model.ts';

const TITLES: Readonly<Record<FailedSearch['reason'], string>> = {
  refused: 'This lab cannot be searched',
  failed: 'The search failed',
  crashed: 'The search stopped',
  stopped: 'Cancelled',
};

function wordsOf({ reason, message }: FailedSearch): string {
  switch (reason) {
    case 'refused':
      return `It does not run: ${message}. The problems are listed below the text.`;
    case 'failed':
      return `The engine reported: ${message}. This is its fault, not the lab’s.`;
    case 'crashed':
      return `Its worker ended: ${message}. It may have run out of memory; a lower bound in the options ends the search in time.`;
    case 'stopped':
      return message;
  }
}

/** There is no verdict, and why. */
export function SearchFailed({ search }: { search: FailedSearch }) {
  return (
    <section className="verdict-card is-open" aria-label="Verdict of the search">
      <h3 className="verdict-title">{TITLES[search.reason]}</h3>
      <p>{wordsOf(search)}</p>
    </section>
  );
}
