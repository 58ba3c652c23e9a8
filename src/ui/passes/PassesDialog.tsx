import { useState } from 'react';
import type { LabPasses } from '../../core/pipeline/index.ts';
import type { Page } from '../../store/model.ts';
import type { PassesChoice } from '../../store/open-view.ts';
import { selectPinned } from '../../store/selectors.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useView } from '../shell/use-view.ts';
import { ViewSheet } from '../shell/ViewSheet.tsx';
import { PassSetup } from './PassSetup.tsx';
import { PassView } from './PassView.tsx';
import { outcome, paddingWords } from './pass-words.ts';
import './passes.css';
import { usePasses } from './use-passes.ts';

/** The function that holds what is pinned, else the first program. */
function firstChoice(page: Page): PassesChoice {
  const insn = selectPinned(page).insns[0];
  const subprogs = page.result?.progs[insn?.progIdx ?? 0]?.xlated?.subprogs ?? [];
  const funcIdx = subprogs.findIndex(
    ({ start, end }) => insn !== undefined && start <= insn.insnIdx && insn.insnIdx < end,
  );
  const func = { progIdx: insn?.progIdx ?? 0, funcIdx: Math.max(0, funcIdx), kernel: null };
  return { ...func, passIdx: null, jumpIdx: null };
}

function Refused({ passes: { kernel, refused } }: { passes: LabPasses }) {
  return (
    <div className="passes-note" role="status">
      <p>
        {kernel} makes no image of this program, so there is nothing to pass over
        {refused.length > 0 ? ':' : '.'}
      </p>
      {refused.length > 0 && (
        <ul>
          {refused.slice(0, 3).map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Outcome({ passes: { kernel, trace } }: { passes: LabPasses }) {
  if (!trace) return null;
  return (
    <p className={trace.convergedAt === null ? 'passes-sum is-lost' : 'passes-sum'} role="status">
      {outcome(trace, kernel)}
    </p>
  );
}

/** What a pass is, and what this kernel does when there are many. */
function About({ passes }: { passes: LabPasses | null }) {
  return (
    <div className="passes-about">
      <p>
        Before it has emitted what lies between, the JIT does not know how far a jump leads. So it
        emits all code again and again, each time with the addresses of the pass before. As code
        gets shorter more targets come within reach of a short jump, until a pass changes nothing.
        The next one writes the bytes. Jumps that the JIT adds itself, as those of a tail call, have
        one form in every pass; they are not counted here.
      </p>
      {passes?.trace && <p>{paddingWords(passes.trace.rules, passes.kernel)}</p>}
    </div>
  );
}

function NoAnswer({ retry }: { retry: () => void }) {
  return (
    <p className="passes-note" role="status">
      The engine did not answer.{' '}
      <button type="button" className="link-button" onClick={retry}>
        Ask again
      </button>
    </p>
  );
}

function Passing() {
  const store = usePageStore();
  const stale = usePage((page) => page.stale);
  const hasResult = usePage((page) => (page.result?.progs.length ?? 0) > 0);
  const [pinned] = useState(() => selectPinned(store.getState()).insns[0]?.insnIdx ?? null);
  const [choice, change] = useView('passes', () => firstChoice(store.getState()));
  const { passes, of, shown, isWaiting, hasFailed, retry } = usePasses(choice);
  if (!hasResult) {
    return (
      <div className="passes">
        <p className="passes-note">There is no program yet. Mend the text, or choose a lab.</p>
      </div>
    );
  }
  return (
    <div className="passes">
      <About passes={passes} />
      <PassSetup
        choice={choice}
        funcs={passes?.funcs ?? []}
        onChange={(func) => change({ ...func, passIdx: null, jumpIdx: null })}
      />
      {stale && <p className="passes-note">The text has errors: this is of its last run.</p>}
      {hasFailed && <NoAnswer retry={retry} />}
      {!passes && isWaiting && <p className="passes-note">The passes run…</p>}
      {passes && (
        <div className={isWaiting ? 'passes-result is-waiting' : 'passes-result'}>
          {!passes.trace && <Refused passes={passes} />}
          <Outcome passes={passes} />
          {passes.isDropped && (
            <p className="passes-note">
              But another function of this program has no image, so {passes.kernel} drops this one.
            </p>
          )}
          {passes.trace && !passes.isDropped && passes.funcs.length > 1 && (
            <p className="passes-note">
              A program of several functions is emitted once more when the address of each is known;
              no length changes then.
            </p>
          )}
          {passes.trace && (
            <PassView
              key={of}
              trace={passes.trace}
              texts={passes.texts}
              func={shown ?? choice}
              pinned={pinned}
              at={choice}
              onAt={isWaiting ? null : change}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** How the image shrinks pass by pass, and which offsets decided it. */
export function PassesDialog({ isOpen, onClose }: DialogProps) {
  return (
    <ViewSheet title="JIT passes" isOpen={isOpen} onClose={onClose}>
      <Passing />
    </ViewSheet>
  );
}
