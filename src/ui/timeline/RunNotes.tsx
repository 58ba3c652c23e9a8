import type { LabResult } from '../../core/pipeline/index.ts';

const CUT = /^stopped after (\d+) steps$/;

/** Why the run ends where it does, in a sentence. */
function endWords(stopped: string): string {
  const steps = CUT.exec(stopped)?.[1];
  if (steps === undefined) return `The run stopped early: ${stopped}`;
  return `The run is cut after ${Number(steps).toLocaleString('en')} steps: the page shows no more of it.`;
}

/** What has to be said about the run as a whole. */
export function RunNotes({
  result,
  stale,
}: {
  readonly result: LabResult;
  readonly stale: boolean;
}) {
  const { timeline } = result;
  const isCut = CUT.test(timeline?.stopped ?? '');
  return (
    <>
      {stale && (
        <p className="run-note is-stale" role="status">
          This is the run of the last text without errors.
        </p>
      )}
      {timeline?.stopped && (
        <p className={isCut ? 'run-note' : 'run-note is-stopped'} role="status">
          {endWords(timeline.stopped)}
        </p>
      )}
      {(timeline?.steps.length ?? 0) === 0 && (
        <div className="run-empty">
          <p>This lab runs nothing yet, so there is no time to show.</p>
          <p>
            Give a CPU something to do: a line <code>.cpu 0</code> in the text, and below it{' '}
            <code>update table[0] = prog</code> or <code>run prog</code>.
          </p>
        </div>
      )}
    </>
  );
}
