import { useRef, useState } from 'react';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import { useSize } from '../shared/use-size.ts';
import '../shared/shared.css';
import { CopyListing } from './CopyListing.tsx';
import { PassList } from './PassList.tsx';
import { PipelineTable, type Place } from './PipelineTable.tsx';
import './pipeline.css';
import './pipeline-rows.css';
import { firstLitRow } from './pipeline-lit.ts';
import { rowAt } from './pipeline-rows.ts';
import { listingText } from './pipeline-text.ts';
import { rowWords } from './pipeline-words.ts';
import { usePipeline } from './use-pipeline.ts';

type Pipeline = ReturnType<typeof usePipeline>;

/** Narrower than this (px), the columns stand one below the other. */
const STACKED = 640;

function sizes({ insns, xlated, jit }: ProgResult): string {
  if (xlated === null) return `${insns.length} insns`;
  const bytes = jit?.funcs.reduce((sum, func) => sum + func.bytes.length, 0);
  const image = bytes === undefined ? 'no image' : `${bytes} bytes`;
  return `${insns.length} insns → ${xlated.insns.length} xlated → ${image}`;
}

function ProgPicker({ result, chosen }: { result: LabResult; chosen: Pipeline['chosen'] }) {
  if (result.progs.length < 2) return <span className="pl-prog">{result.progs[0]?.name}</span>;
  return (
    <select
      className="pl-select"
      aria-label="Program"
      value={chosen.progIdx}
      onChange={(event) => chosen.choose(Number(event.target.value))}
    >
      {result.progs.map(({ name }, progIdx) => (
        <option key={name} value={progIdx}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Bar({ shown, onClose }: { shown: Pipeline; onClose: (() => void) | null }) {
  const { result, prog, printer, syntax, filtering } = shown;
  const { onlyChanged, passes } = filtering.filter;
  return (
    <header className="pl-bar">
      {onClose && <h2 className="pane-title">Pipeline</h2>}
      {result && <ProgPicker result={result} chosen={shown.chosen} />}
      {prog && <span className="pl-sizes">{sizes(prog)}</span>}
      <label className="pl-check">
        <input
          type="checkbox"
          checked={onlyChanged}
          onChange={(event) => filtering.setOnlyChanged(event.target.checked)}
        />
        Only what changed
      </label>
      {(onlyChanged || passes.size > 0) && (
        <button type="button" className="link-button" onClick={filtering.showAll}>
          Show all
        </button>
      )}
      <span className="pl-bar-end">
        {result && prog && printer && (
          <CopyListing textOf={(which) => listingText(which, { result, prog, syntax }, printer)} />
        )}
        {onClose && (
          <button type="button" className="button is-quiet" onClick={onClose}>
            Back to the timeline
          </button>
        )}
      </span>
    </header>
  );
}

/** Why there are no rewritten insns, or that the picture is an older one. */
function Note({ shown: { prog, stale } }: { shown: Pipeline }) {
  if (prog?.xlated === null) {
    return (
      <p className="pl-note is-bad">
        The load of {prog.name} fails with errno {prog.loadErrno}: there are no xlated insns. The
        problems of the text say why.
      </p>
    );
  }
  if (!stale) return null;
  return <p className="pl-note">The text has errors: this is what its last good state gave.</p>;
}

function Blank({ shown: { result } }: { shown: Pipeline }) {
  return (
    <p className="pl-blank">
      {result
        ? 'The lab has no programs. A line like .prog entry tc begins one.'
        : 'The engine has nothing to show yet.'}
    </p>
  );
}

/** What the row under the pointer is, or the first one that is pinned. */
function wordsFor(
  { table, hovered, pinned }: Pipeline,
  place: Place | null,
  isStacked: boolean,
): string {
  if (!table) return '';
  let at = place?.row ?? firstLitRow(table, hovered);
  if (at < 0) at = firstLitRow(table, pinned);
  const row = at < 0 ? null : rowAt(table, at);
  const words = row ? rowWords(table.prog, row) : '';
  if (words !== '') return words;
  return isStacked
    ? 'Tap a line to follow it; it stays lit in the other panes.'
    : 'Point at a line to follow it; a click keeps it lit, Esc lets go.';
}

/** Source insns, rewritten insns with what changed each, and x86, side by side. */
export function PipelineView({ onClose = null }: { onClose?: (() => void) | null }) {
  const ref = useRef<HTMLElement>(null);
  const { width } = useSize(ref);
  const isStacked = width > 0 && width < STACKED;
  const shown = usePipeline(isStacked);
  const { table, basis, printer, passes, filtering } = shown;
  const [kept, setKept] = useState<{ basis: typeof basis; place: Place | null } | null>(null);
  // Rows of another table are not the same rows.
  const place = kept?.basis === basis ? (kept?.place ?? null) : null;
  return (
    <section ref={ref} className={shown.stale ? 'pl is-stale' : 'pl'} aria-label="Pipeline">
      <Bar shown={shown} onClose={onClose} />
      <Note shown={shown} />
      {!table || !printer ? (
        <Blank shown={shown} />
      ) : (
        <div className="pl-body">
          {passes.length > 0 && (
            <PassList
              passes={passes}
              picked={filtering.filter.passes}
              onToggle={filtering.toggle}
            />
          )}
          <PipelineTable
            table={table}
            printer={printer}
            pinned={shown.pinned}
            hovered={shown.hovered}
            isStacked={isStacked}
            place={place}
            onPlace={(next) => setKept({ basis, place: next })}
            onOpen={shown.open}
          />
        </div>
      )}
      <p className="pl-words" aria-live="polite">
        {wordsFor(shown, place, isStacked)}
      </p>
    </section>
  );
}
