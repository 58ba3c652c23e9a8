import { selectSentences } from '../../store/sentences.ts';
import { RestingWords } from '../shared/RestingWords.tsx';
import { sentenceAt } from '../shared/sentence-at.ts';
import { usePage } from './page-context.tsx';

/** What the step before the cursor did. */
export function LoadedStepWords() {
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  const sentenceOf = usePage(selectSentences);
  const words = sentenceAt(sentenceOf, cursor, steps);
  return (
    <>
      {words}
      <RestingWords words={words} />
    </>
  );
}
