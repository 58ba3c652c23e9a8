import { usePage } from '../shell/page-context.tsx';
import { applyEdits } from './apply-edits.ts';
import type { LineIndex } from './line-index.ts';
import { optional } from './optional.tsx';
import './problems.css';
import { countWords, spokenProblems } from './problem-words.ts';
import { TAB_KEYS } from './tab-keys.ts';
import { TEMPLATE } from './template.ts';
import type { EditorMode } from './use-full-editor.ts';
import { useSettled } from './use-settled.ts';

const ProblemsList = optional(async () => (await import('./ProblemsList.tsx')).ProblemsList);

/** Long enough for nobody to be told of a word that is still being typed. */
const SPEAK_AFTER_MS = 1_000;

/** How the Tab key gets out of the editor on screen. */
function LeaveHint({ mode }: { mode: EditorMode }) {
  if (mode === 'touch' || mode === 'loading') return null;
  return (
    <p className="editor-hint">
      {mode === 'full' ? (
        <>
          <kbd>{TAB_KEYS}</kbd> lets Tab leave
        </>
      ) : (
        <>
          <kbd>Esc</kbd> <kbd>Tab</kbd> leaves
        </>
      )}
    </p>
  );
}

/** Everything that the engine has to say about the present text; a click goes there. */
export function Problems({ index, mode }: { index: LineIndex; mode: EditorMode }) {
  const diagnostics = usePage((page) => page.diagnostics);
  const failed = usePage((page) => page.engine === 'crashed');
  const isBlank = usePage((page) => page.text.trim() === '');
  const spoken = useSettled(spokenProblems(diagnostics, index), SPEAK_AFTER_MS);
  const words = failed
    ? 'Not checked: the engine failed on this text'
    : countWords(diagnostics) || 'No problems';
  return (
    <section className="problems" aria-label="Problems">
      <div className="problems-bar">
        <p className={failed ? 'problems-summary is-failed' : 'problems-summary'}>
          {isBlank ? 'Nothing written yet' : words}
        </p>
        {isBlank && (
          <button
            type="button"
            className="link-button"
            onClick={() => applyEdits([{ span: { start: 0, end: 0 }, text: TEMPLATE }])}
          >
            Start with one tail call
          </button>
        )}
        <LeaveHint mode={mode} />
      </div>
      <p className="visually-hidden" role="status">
        {failed || isBlank ? '' : spoken}
      </p>
      {diagnostics.length > 0 && <ProblemsList diagnostics={diagnostics} index={index} />}
    </section>
  );
}
