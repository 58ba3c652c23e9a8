import { useState } from 'react';
import { LABS } from '../../store/labs.ts';
import { focusEditor } from '../editor/focus.ts';
import { useActions, usePage } from './page-context.tsx';

/** Three things to try, the first two as buttons that do them. */
function ThingsToTry() {
  const { playPause, seek } = useActions();
  const playing = usePage((page) => page.playing);
  const play = (): void => {
    if (playing) return;
    seek(0);
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
          : the bytes follow
        </li>
        <li>Point at a line, byte or step: the others light up</li>
      </ol>
    </div>
  );
}

/** What one is looking at: the lab's paragraph, and for a first visit where to begin. */
export function LabIntro({ narrow }: { narrow: boolean }) {
  const { closeWelcome } = useActions();
  const labId = usePage((page) => page.labId);
  const welcome = usePage((page) => page.welcome);
  const [closedFor, setClosedFor] = useState(welcome ? null : labId);
  const [isWhole, setWhole] = useState(false);
  const lab = LABS.find((candidate) => candidate.id === labId);
  if (!lab || closedFor === labId) return null;
  const close = (): void => {
    setClosedFor(labId);
    closeWelcome();
  };
  return (
    <section className="intro" aria-label="About this lab">
      <div className="intro-body">
        <p className={isWhole ? 'intro-words' : 'intro-words is-short'} id="intro-words">
          <strong>{/\W$/.test(lab.title) ? lab.title : `${lab.title}.`}</strong> {lab.blurb}
        </p>
        {welcome && !narrow && <ThingsToTry />}
      </div>
      <div className="intro-tools">
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
    </section>
  );
}
