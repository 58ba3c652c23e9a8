import { selectSentences } from '../../store/sentences.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage } from '../shell/page-context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { ChoiceStrip } from './ChoiceStrip.tsx';
import { InsnSteps, RunAllList, RunToList } from './RunControls.tsx';
import { SteerStatus } from './SteerStatus.tsx';
import { ContinueButtons, StopsList } from './StopsList.tsx';
import './steer-sheet.css';
import { WatchList } from './WatchList.tsx';

function nothing(): void {
  // The sheet stays open: one choice follows another.
}

/** The page's own messages stand behind the sheet. */
function NotThere() {
  const notice = usePage(({ notices }) => notices.find(({ id }) => id === 'not-there'));
  return (
    <p className="steer-note" role="status">
      {notice && (
        <>
          <b>{notice.title}.</b> {notice.body}
        </>
      )}
    </p>
  );
}

/** All of steering, for a page too narrow to have it in sight. */
export function SteerSheet({ isOpen, onClose }: DialogProps) {
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  const sentenceOf = usePage(selectSentences);
  return (
    <Sheet title="Steer" isOpen={isOpen} onClose={onClose}>
      <div className="steer-sheet">
        <p className="steer-words" role="status">
          <b>
            {cursor} / {steps}
          </b>{' '}
          {sentenceAt(sentenceOf, cursor, steps)}
        </p>
        <ChoiceStrip />
        <NotThere />
        <SteerStatus />
        <RunToList onDone={nothing} />
        <RunAllList onDone={nothing} />
        <InsnSteps />
        <StopsList />
        <div className="steer-continue">
          <ContinueButtons />
        </div>
        <WatchList />
      </div>
    </Sheet>
  );
}
