import { useMachine } from './machine-tools.ts';

interface StepLinkProps {
  /** 0-based: the page counts from 1. */
  readonly step: number;
  /** What stands before the number. */
  readonly word?: string;
  /** What happened there, for who cannot see what stands beside it. */
  readonly label?: string;
}

/** Goes behind a step; the step is lit while the pointer is on it. */
export function StepLink({ step, word = 'step', label }: StepLinkProps) {
  const { onHover, onSeek } = useMachine();
  return (
    <button
      type="button"
      className="step-link"
      aria-label={label && `${label} ${word} ${step + 1}: go there`}
      title={`Go to step ${step + 1}`}
      onMouseEnter={() => onHover({ kind: 'step', step })}
      onMouseLeave={() => onHover(null)}
      onFocus={() => onHover({ kind: 'step', step })}
      onBlur={() => onHover(null)}
      onClick={() => onSeek(step + 1)}
    >
      {word} {step + 1}
    </button>
  );
}
