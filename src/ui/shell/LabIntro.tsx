import { useState } from 'react';
import { LABS } from '../../store/labs.ts';
import { focusEditor } from '../editor/focus.ts';
import { useActions, usePage } from './page-context.tsx';

/** Three things to try, each a button that does it. */
function ThingsToTry() {
  const { playPause, seek } = useActions();
  const playing = usePage((page) => page.playing);
  return (
    <div className="tries">
      <p className="tries-label">Three things to try</p>
      <ol className="tries-list">
        <li>
          <button
            type="button"
            className="link-button"
            onClick={() => {
              if (playing) return;
              seek(0);
              playPause();
            }}
          >
            Play the update
          </button>{' '}
          <kbd>Space</kbd>
        </li>
        <li>
          <button type="button" className="link-button" onClick={focusEditor}>
            Edit the text
          </button>
          , the bytes follow
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
  const lab = LABS.find((candidate) => candidate.id === labId);
  if (!lab || closedFor === labId) return null;
  return (
    <section className="intro" aria-label="About this lab">
      <p className="intro-words">
        <strong>{lab.title}.</strong> {lab.blurb}
      </p>
      {welcome && !narrow && <ThingsToTry />}
      <button
        type="button"
        className="button is-quiet"
        aria-label="Close the text about this lab"
        onClick={() => {
          setClosedFor(labId);
          closeWelcome();
        }}
      >
        Close
      </button>
    </section>
  );
}
