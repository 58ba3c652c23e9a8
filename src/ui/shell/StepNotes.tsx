import { selectLabTitle } from '../../store/lab-title.ts';
import { selectSentences } from '../../store/sentences.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import { usePage } from './page-context.tsx';

/** What the speaker would say: the step in a sentence, and where it stands in the run. */
export function StepNotes() {
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  const sentenceOf = usePage(selectSentences);
  const title = usePage(selectLabTitle);
  return (
    <div className="present-notes">
      <h1 className="visually-hidden">{title}</h1>
      <p className="present-sentence" aria-live="polite">
        {sentenceAt(sentenceOf, cursor, steps)}
      </p>
      <p className="present-place">
        {title}, step {cursor} of {steps}
        <span className="present-hint">Page Down goes on, Page Up back, Esc leaves</span>
      </p>
    </div>
  );
}
