import { useState } from 'react';
import { LABS } from '../../store/labs.ts';
import { runCommandById } from '../commands/run-command.ts';
import { focusEditor } from '../editor/focus.ts';
import { useActions, usePage, usePageStore } from './page-context.tsx';

/** Three things to try, as buttons that do them. */
function ThingsToTry() {
  const store = usePageStore();
  const { playPause, seek } = useActions();
  const playing = usePage((page) => page.playing);
  const zero = usePage((page) => page.result?.timeline?.zero ?? 0);
  const play = (): void => {
    if (playing) return;
    // What was there before time zero is not what the lab is about.
    seek(zero);
    playPause();
  };
  return (
    <div className="tries">
      <p className="tries-label">Three things to try</p>
      <ol className="tries-list">
        <li>
          <button type="button" className="link-button" onClick={play}>
            Play the update
          </button>{' '}
          <kbd>Space</kbd>
        </li>
        <li>
          <button type="button" className="link-button" onClick={focusEditor}>
            Edit the text
          </button>
          <span className="try-why">
            : bytes follow, and what you point at lights up everywhere
          </span>
        </li>
        <li>
          <button
            type="button"
            className="link-button"
            onClick={() => runCommandById('check', store)}
          >
            Check every order
          </button>{' '}
          <kbd>C</kbd>
          <span className="try-why">: does any break it?</span>
        </li>
      </ol>
    </div>
  );
}

/** What one is looking at: the lab's paragraph, and for a first visit where to begin. */
export function LabIntro({ narrow }: { narrow: boolean }) {
  const { setView, closeWelcome } = useActions();
  const labId = usePage((page) => page.labId);
  const welcome = usePage((page) => page.welcome);
  const [closedFor, setClosedFor] = useState(welcome ? null : labId);
  const [isWhole, setWhole] = useState(false);
  const isBlank = usePage((page) => page.text.trim() === '');
  const lab = LABS.find((candidate) => candidate.id === labId);
  if (!lab || isBlank || closedFor === labId) return null;
  const close = (): void => {
    setClosedFor(labId);
    closeWelcome();
  };
  return (
    <section className="intro" aria-label="About this lab">
      <p className={isWhole ? 'intro-words' : 'intro-words is-short'} id="intro-words">
        {lab.blurb}
      </p>
      <div className="intro-tools">
        {lab.chapters && (
          <button
            type="button"
            className="button"
            onClick={() => setView({ kind: 'builds', choice: null })}
          >
            Chapters
          </button>
        )}
        <button
          type="button"
          className="button is-quiet"
          aria-expanded={isWhole}
          aria-controls="intro-words"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Less' : 'More'}
        </button>
        <button
          type="button"
          className="button is-quiet"
          aria-label="Close the text about this lab"
          onClick={close}
        >
          Close
        </button>
      </div>
      {welcome && !narrow && <ThingsToTry />}
    </section>
  );
}
