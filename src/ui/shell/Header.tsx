import { LABS } from '../../store/labs.ts';
import { profileWords } from '../../store/profile-words.ts';
import { keysOf } from '../commands/registry.ts';
import type { DialogName } from '../shared/signals.ts';
import { usePage } from './page-context.tsx';
import { Settings } from './Settings.tsx';

/** Name of the text in the editor: the lab's title, marked when it was changed. */
function useLabTitle(): string {
  const labId = usePage((page) => page.labId);
  const lab = LABS.find((candidate) => candidate.id === labId);
  const changed = usePage((page) => lab !== undefined && page.text !== lab.text);
  if (!lab) return 'Your own lab';
  return changed ? `${lab.title} (changed)` : lab.title;
}

function KernelProfile() {
  const words = usePage((page) => page.result && profileWords(page.result));
  if (words === null) return null;
  const [version, ...options] = words.split(' ');
  return (
    <p className="kernel" title="From the .kernel line of the lab text">
      <span className="kernel-label">kernel</span> {version}
      {options.map((option) => (
        <span key={option} className="kernel-option">
          {option}
        </span>
      ))}
    </p>
  );
}

function EngineStatus() {
  const engine = usePage((page) => page.engine);
  const words = {
    starting: 'engine is loading',
    busy: 'compiling',
    ready: '',
    crashed: 'engine failed on this text',
  }[engine];
  return (
    <p className={`engine is-${engine}`} role="status">
      {words}
    </p>
  );
}

function Mark() {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <rect x="1" y="5" width="18" height="10" rx="2" className="brand-site" />
      <rect x="1" y="5" width="6" height="10" rx="2" className="brand-byte" />
    </svg>
  );
}

export function Header({
  narrow,
  onOpen,
}: {
  narrow: boolean;
  onOpen: (dialog: DialogName) => void;
}) {
  const title = useLabTitle();
  return (
    <header className="top">
      <h1 className="brand">
        <Mark />
        pokescope
      </h1>
      <button
        type="button"
        id="lab-button"
        className="lab-button"
        aria-haspopup="dialog"
        title={`Choose a lab (${keysOf('labs')})`}
        onClick={() => onOpen('labs')}
      >
        <span className="lab-button-label">lab</span>
        <span className="lab-button-title">{title}</span>
        <span aria-hidden="true" className="caret" />
      </button>
      {!narrow && <KernelProfile />}
      <EngineStatus />
      <div className="top-tools">
        {!narrow && <Settings />}
        <button
          type="button"
          className="button is-primary"
          aria-haspopup="dialog"
          title={`Share (${keysOf('share')})`}
          onClick={() => onOpen('share')}
        >
          Share
        </button>
        <button
          type="button"
          className="button is-round"
          aria-haspopup="dialog"
          aria-label="Help and keys"
          title={`Help and keys (${keysOf('help')})`}
          onClick={() => onOpen('help')}
        >
          ?
        </button>
      </div>
    </header>
  );
}
