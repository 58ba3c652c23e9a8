interface BlankBytesProps {
  /** There is an error in the way. */
  readonly stale: boolean;
  /** "line 3: unknown helper"; null when nothing is known to be wrong. */
  readonly problem: string | null;
}

/** The pane before there is anything to show, and what to do about it. */
export function BlankBytes({ stale, problem }: BlankBytesProps) {
  return (
    <section className="bytes-pane is-blank" aria-label="Bytes">
      <div className="blank-cells" aria-hidden="true">
        {['0f', '1f', '44', '00', '00'].map((hex, nth) => (
          <span key={nth}>{hex}</span>
        ))}
      </div>
      {stale ? (
        <p>
          <b>The text has an error, so there are no bytes yet.</b>
          {problem !== null && <span className="blank-problem">{problem}</span>}
          <span>They appear here as soon as it is mended.</span>
        </p>
      ) : (
        <p>
          <b>No program yet.</b>
          <span>
            A line such as <code>.prog entry tc</code> begins one; its bytes appear here.
          </span>
        </p>
      )}
    </section>
  );
}

/** Over the rows: an older picture stays while the text is broken. */
export function StaleStrip({ problem }: { readonly problem: string | null }) {
  return (
    <p className="stale-strip" role="status">
      <b>Of the last text without errors.</b>
      {problem !== null && <span className="stale-problem">{problem}</span>}
    </p>
  );
}
