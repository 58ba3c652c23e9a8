import { lazy, Suspense } from 'react';
import { useActions, usePage } from './page-context.tsx';

/** The words come in a chunk of their own; their place is kept. */
const LazyStepWords = lazy(async () => {
  const { LoadedStepWords } = await import('./LoadedStepWords.tsx');
  return { default: LoadedStepWords };
});

/** Opens all of steering. */
export function SteerButton({ onSteer }: { onSteer: () => void }) {
  return (
    <button type="button" className="button steer-button" aria-haspopup="dialog" onClick={onSteer}>
      Steer
    </button>
  );
}

/** The transport of a narrow page: always in sight, large enough for a thumb. */
export function StepBar({ onSteer }: { onSteer: () => void }) {
  const { step, playPause, seek } = useActions();
  const cursor = usePage((page) => page.cursor);
  const playing = usePage((page) => page.playing);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  if (steps === 0) return null;
  return (
    <div className="step-bar" role="group" aria-label="Steps">
      <p className="step-words">
        <Suspense fallback={null}>
          <LazyStepWords />
        </Suspense>
      </p>
      <div className="step-row">
        <button type="button" className="button" disabled={cursor === 0} onClick={() => step(-1)}>
          Back
        </button>
        <button type="button" className="button" onClick={playPause}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <SteerButton onSteer={onSteer} />
        <input
          type="range"
          className="step-range"
          aria-label="Step"
          min={0}
          max={steps}
          value={cursor}
          onChange={(event) => seek(event.target.valueAsNumber)}
        />
        <span className="step-count">
          {cursor} / {steps}
        </span>
        <button
          type="button"
          className="button"
          disabled={cursor === steps}
          onClick={() => step(1)}
        >
          Next
        </button>
      </div>
    </div>
  );
}
