import { useEffect } from 'react';
import type { DiffQuestion } from '../../core/diff/index.ts';
import { LABS, type LabChapter } from '../../store/labs.ts';
import type { Page } from '../../store/model.ts';
import type { BuildsChoice } from '../../store/open-view.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { Segments } from '../shell/Segments.tsx';
import { useView } from '../shell/use-view.ts';
import { ViewSheet } from '../shell/ViewSheet.tsx';
import { BuildBytes } from './BuildBytes.tsx';
import { BuildRuns } from './BuildRuns.tsx';
import { BuildSetup } from './BuildSetup.tsx';
import {
  type BuildSides,
  chapterChoices,
  firstChoices,
  sideOf,
  type TextShelf,
} from './build-choice.ts';
import './compare.css';
import './compare-steps.css';
import './builds.css';
import { useBuildDiff } from './use-build-diff.ts';

const VIEWS = [
  { value: 'bytes', label: 'Bytes', title: 'Images beside each other' },
  { value: 'runs', label: 'Runs', title: 'The same schedule on both' },
] as const;

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

function firstChoice({ result }: Page, chapters: readonly LabChapter[]): BuildsChoice {
  const sides = chapters[0]
    ? chapterChoices(chapters[0])
    : firstChoices(result?.profile.version ?? '');
  return {
    ...sides,
    shows: 'bytes',
    onlyDifferences: true,
    group: null,
    cursor: null,
    chapter: 0,
  };
}

/** Places in other builds are other places. */
const NOWHERE = { group: null, cursor: null };

function questionOf({ a, b }: BuildSides, shelf: TextShelf): DiffQuestion {
  return { a: sideOf(a, shelf), b: sideOf(b, shelf) };
}

function Building() {
  const { loadWorkspaces } = useActions();
  const store = usePageStore();
  const pageText = usePage((page) => page.resultText);
  const own = usePage((page) => page.workspaces) ?? [];
  const chapters = useChapters();
  const [choice, change] = useView('builds', () => firstChoice(store.getState(), chapters));
  const { a, b, shows, chapter } = choice;
  const choose = (sides: Partial<BuildSides>): void => change({ ...sides, ...NOWHERE });
  useEffect(() => void loadWorkspaces(), [loadWorkspaces]);
  const question = questionOf(choice, { page: pageText, own });
  const { answer, isWaiting, hasFailed } = useBuildDiff(question);
  const go = (nth: number): void => {
    const next = chapters[nth];
    if (next) change({ chapter: nth, ...chapterChoices(next), ...NOWHERE });
  };
  return (
    <div className="compare builds">
      {chapters.length > 0 && <Chapter chapters={chapters} nth={chapter} onGo={go} />}
      <div className="compare-sides">
        <BuildSetup side="A" choice={a} own={own} onChange={(next) => choose({ a: next })} />
        <button
          type="button"
          className="button compare-swap"
          onClick={() => choose({ a: b, b: a })}
        >
          Swap
        </button>
        <BuildSetup side="B" choice={b} own={own} onChange={(next) => choose({ b: next })} />
      </div>
      <Segments
        label="What to compare"
        options={VIEWS}
        value={shows}
        onChange={(next) => change({ shows: next })}
      />
      {hasFailed && (
        <p className="compare-note">The engine did not answer. Choose again to try once more.</p>
      )}
      {shows === 'runs' && (
        <BuildRuns
          question={question}
          cursor={choice.cursor}
          onCursor={(cursor) => change({ cursor })}
        />
      )}
      {shows === 'bytes' && !answer && isWaiting && <p className="compare-note">Both are built…</p>}
      {shows === 'bytes' && answer && (
        <div className={isWaiting ? 'compare-result is-waiting' : 'compare-result'}>
          <BuildBytes
            diff={answer.diff}
            question={answer.question}
            choice={choice}
            onChange={change}
          />
        </div>
      )}
    </div>
  );
}

/** Any two builds side by side: kernels, options, labs. */
export function BuildsDialog({ isOpen, onClose }: DialogProps) {
  return (
    <ViewSheet title="Compare kernels byte by byte" isOpen={isOpen} onClose={onClose}>
      <Building />
    </ViewSheet>
  );
}
