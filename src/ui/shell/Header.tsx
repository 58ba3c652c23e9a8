import { lazy, type ReactNode, Suspense } from 'react';
import { selectIsChanged, selectLabTitle } from '../../store/lab-title.ts';
import { profileWords } from '../../store/profile-words.ts';
import { keysOf } from '../commands/registry.ts';
import { type DialogName, signals } from '../shared/signals.ts';
import { PaneBoundary } from './PaneBoundary.tsx';
import { usePage } from './page-context.tsx';

/** Name of the text in the editor, marked when it was changed. */
function useLabTitle(): string {
  const title = usePage(selectLabTitle);
  const changed = usePage(selectIsChanged);
  return changed ? `${title} (changed)` : title;
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

/** In a chunk of its own, behind the first paint; its place is kept. */
const LazyPageMenu = lazy(async () => {
  const { PageMenu } = await import('./PageMenu.tsx');
  return { default: PageMenu };
});

const LazyKernelMenu = lazy(async () => {
  const { KernelMenu } = await import('../kernel/KernelMenu.tsx');
  return { default: KernelMenu };
});

function MenuPlace() {
  return (
    <button type="button" className="button" disabled>
      Menu <span aria-hidden="true" className="caret" />
    </button>
  );
}

interface DialogButtonProps {
  readonly dialog: DialogName;
  /** Of the command that does the same. */
  readonly title: string;
  readonly className: string;
  readonly id?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

function DialogButton({ dialog, title, label, children, ...rest }: DialogButtonProps) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={label}
      title={`${title} (${keysOf(dialog)})`}
      onClick={() => signals.emit('open-dialog', dialog)}
      {...rest}
    >
      {children}
    </button>
  );
}

export function Header({ narrow }: { narrow: boolean }) {
  const title = useLabTitle();
  return (
    <header className="top">
      <h1 className="brand">
        <Mark />
        pokescope
      </h1>
      <DialogButton dialog="labs" id="lab-button" className="lab-button" title="Choose a lab">
        <span className="lab-button-label">lab</span>
        <span className="lab-button-title">{title}</span>
        <span aria-hidden="true" className="caret" />
      </DialogButton>
      {!narrow && (
        <PaneBoundary label="The kernel menu">
          <Suspense fallback={<KernelProfile />}>
            <LazyKernelMenu />
          </Suspense>
        </PaneBoundary>
      )}
      <EngineStatus />
      <div className="top-tools">
        <DialogButton dialog="share" className="button is-primary" title="Share">
          Share
        </DialogButton>
        <PaneBoundary label="The menu">
          <Suspense fallback={<MenuPlace />}>
            <LazyPageMenu />
          </Suspense>
        </PaneBoundary>
        {!narrow && (
          <DialogButton
            dialog="help"
            className="button is-round"
            title="Help and keys"
            label="Help and keys"
          >
            ?
          </DialogButton>
        )}
      </div>
    </header>
  );
}
