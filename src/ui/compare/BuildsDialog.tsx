import { useEffect, useState } from 'react';
import { LABS, type LabChapter } from '../../store/labs.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { Segments } from '../shell/Segments.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { BuildBytes } from './BuildBytes.tsx';
import { BuildRuns } from './BuildRuns.tsx';
import { BuildSetup } from './BuildSetup.tsx';
import { type BuildChoices, chapterChoices, firstChoices, sideOf } from './build-choice.ts';
import './compare.css';
import './compare-steps.css';
import './builds.css';
import { useBuildDiff } from './use-build-diff.ts';

const VIEWS = [
  { value: 'bytes', label: 'Bytes', title: 'Images beside each other' },
  { value: 'runs', label: 'Runs', title: 'The same schedule on both' },
] as const;
type View = (typeof VIEWS)[number]['value'];

interface ChapterProps {
  readonly chapters: readonly LabChapter[];
  readonly nth: number;
  readonly onGo: (nth: number) => void;
}

/** A lab that tells its story by comparing: which chapter this is, and the way to the others. */
function Chapter({ chapters, nth, onGo }: ChapterProps) {
  const chapter = chapters[nth];
  if (!chapter) return null;
  return (
    <section className="builds-chapter" aria-label="Chapter">
      <h3>
        {nth + 1}. {chapter.title}
      </h3>
      <p className="compare-intro">{chapter.note}</p>
      <div className="builds-tools">
        <button type="button" className="button" disabled={nth === 0} onClick={() => onGo(nth - 1)}>
          Previous chapter
        </button>
        <button
          type="button"
          className="button is-primary"
          disabled={nth === chapters.length - 1}
          onClick={() => onGo(nth + 1)}
        >
          Next chapter
        </button>
        <span className="builds-aside" aria-live="polite">
          chapter {nth + 1} of {chapters.length}
        </span>
      </div>
    </section>
  );
}

const NO_CHAPTERS: readonly LabChapter[] = [];

/** Chapters of the lab on the page. */
function useChapters(): readonly LabChapter[] {
  const labId = usePage((page) => page.labId);
  return LABS.find(({ id }) => id === labId)?.chapters ?? NO_CHAPTERS;
}

function Building() {
  const { loadWorkspaces } = useActions();
  const version = usePage((page) => page.result?.profile.version ?? '');
  const pageText = usePage((page) => page.resultText);
  const own = usePage((page) => page.workspaces) ?? [];
  const chapters = useChapters();
  const [chapter, setChapter] = useState(0);
  const [view, setView] = useState<View>('bytes');
  const [choices, setChoices] = useState<BuildChoices>(() =>
    chapters[0] ? chapterChoices(chapters[0]) : firstChoices(version),
  );
  useEffect(() => void loadWorkspaces(), [loadWorkspaces]);
  const shelf = { page: pageText, own };
  const question = { a: sideOf(choices.a, shelf), b: sideOf(choices.b, shelf) };
  const { answer, isWaiting, hasFailed } = useBuildDiff(question);
  const go = (nth: number): void => {
    const next = chapters[nth];
    if (!next) return;
    setChapter(nth);
    setChoices(chapterChoices(next));
  };
  return (
    <div className="compare builds">
      {chapters.length > 0 && <Chapter chapters={chapters} nth={chapter} onGo={go} />}
      <div className="compare-sides">
        <BuildSetup
          side="A"
          choice={choices.a}
          own={own}
          onChange={(a) => setChoices({ ...choices, a })}
        />
        <button
          type="button"
          className="button compare-swap"
          onClick={() => setChoices({ a: choices.b, b: choices.a })}
        >
          Swap
        </button>
        <BuildSetup
          side="B"
          choice={choices.b}
          own={own}
          onChange={(b) => setChoices({ ...choices, b })}
        />
      </div>
      <Segments label="What to compare" options={VIEWS} value={view} onChange={setView} />
      {hasFailed && (
        <p className="compare-note">The engine did not answer. Choose again to try once more.</p>
      )}
      {view === 'runs' && <BuildRuns question={question} />}
      {view === 'bytes' && !answer && isWaiting && <p className="compare-note">Both are built…</p>}
      {view === 'bytes' && answer && (
        <div className={isWaiting ? 'compare-result is-waiting' : 'compare-result'}>
          <BuildBytes diff={answer.diff} question={answer.question} />
        </div>
      )}
    </div>
  );
}

/** Any two builds side by side: kernels, options, labs. */
export function BuildsDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Sheet title="Compare kernels byte by byte" wide isOpen={isOpen} onClose={onClose}>
      {isOpen && <Building />}
    </Sheet>
  );
}
