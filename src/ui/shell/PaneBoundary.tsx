import { Component, type ReactNode } from 'react';

interface PaneBoundaryProps {
  /** Name of the pane, as in "The timeline". */
  readonly label: string;
  readonly children: ReactNode;
}

interface PaneBoundaryState {
  readonly failure: string | null;
}

/** True for the errors of browsers when a script could not be fetched. */
function isFetchFailure(message: string): boolean {
  return /dynamically imported module|Importing a module script failed|Failed to fetch/i.test(
    message,
  );
}

/** Keeps a pane that fails from taking the page with it. The text is elsewhere, and safe. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  override state: PaneBoundaryState = { failure: null };

  static getDerivedStateFromError(error: unknown): PaneBoundaryState {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    const { label, children } = this.props;
    if (failure === null) return children;
    const notFetched = isFetchFailure(failure);
    return (
      <section className="pane-failed" aria-label={label} role="alert">
        <p className="pane-failed-title">
          {notFetched ? `${label} could not be loaded` : `${label} has failed`}
        </p>
        <p>
          {notFetched
            ? 'The connection may be gone, or the page was updated. Your text is kept.'
            : `Your text is kept. What went wrong: ${failure}`}
        </p>
        <button
          type="button"
          className="button"
          onClick={() => (notFetched ? location.reload() : this.setState({ failure: null }))}
        >
          {notFetched ? 'Load the page again' : 'Try again'}
        </button>
      </section>
    );
  }
}
