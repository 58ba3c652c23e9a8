import { LAB_GROUPS } from '../../store/labs.ts';
import type { KeptText } from '../../store/model.ts';
import { pickFile } from '../shared/lab-files.ts';
import type { DialogProps } from './dialog-props.ts';
import { useActions, usePage } from './page-context.tsx';
import { Sheet } from './Sheet.tsx';

/** The first line that says something, as a name for a text. */
function nameOf(text: string): string {
  const line = text.split('\n').find((candidate) => /[A-Za-z]/.test(candidate)) ?? 'Empty lab';
  return line.replace(/^\s*(\/\/|#)\s*/, '').trim();
}

function Kept({ kept, onOpen }: { kept: readonly KeptText[]; onOpen: (text: string) => void }) {
  if (kept.length === 0) return null;
  return (
    <section>
      <h3>Your own texts</h3>
      <ul className="lab-list">
        {kept.map((entry) => (
          <li key={entry.id}>
            <button type="button" className="lab-card" onClick={() => onOpen(entry.text)}>
              <span className="lab-card-title">{nameOf(entry.text)}</span>
              <span className="lab-card-blurb">
                kept in this browser since {new Date(entry.savedAt).toLocaleString()},{' '}
                {entry.text.split('\n').length} lines
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OpenFile({ onRead }: { onRead: (content: string) => void }) {
  return (
    <button type="button" className="button" onClick={() => pickFile(onRead)}>
      Open a file
    </button>
  );
}

/** All labs with what each is there to show, the user's own texts, and files. */
export function LabChooser({ isOpen, onClose }: DialogProps) {
  const { openLab, openText, openFile, keptTexts } = useActions();
  const labId = usePage((page) => page.labId);
  const close =
    <T,>(open: (what: T) => unknown) =>
    (what: T): void => {
      void open(what);
      onClose();
    };
  return (
    <Sheet title="Choose a lab" wide isOpen={isOpen} onClose={onClose}>
      <div className="labs">
        {LAB_GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <ul className="lab-list">
              {group.labs.map((lab) => (
                <li key={lab.id}>
                  <button
                    type="button"
                    className="lab-card"
                    aria-current={lab.id === labId}
                    onClick={() => close(openLab)(lab.id)}
                  >
                    <span className="lab-card-title">{lab.title}</span>
                    <span className="lab-card-blurb">{lab.blurb}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {isOpen && <Kept kept={keptTexts()} onOpen={close(openText)} />}
        <footer className="labs-foot">
          <OpenFile onRead={close(openFile)} />
          <span>a lab as text, or one that the share dialog saved</span>
        </footer>
      </div>
    </Sheet>
  );
}
