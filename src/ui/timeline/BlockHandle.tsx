import type { KeyboardEvent } from 'react';
import { type Block, LANE_LINES } from './lane-layout.ts';
import type { ColumnScale } from './visible-bands.ts';

interface BlockHandleProps {
  readonly block: Block;
  readonly x: ColumnScale;
  readonly width: number;
  /** x86 instructions in the block; 0: it does not open. */
  readonly insns: number;
  readonly isOpen: boolean;
  /** "step 47, CPU 0: ...". */
  readonly spoken: string;
  onToggle(): void;
  /** To its next place, left (-1) or right (1). */
  onNudge(way: 1 | -1): void;
}

/** Least width that a finger or pointer can hit (px). */
const LEAST = 16;

/** The current step's block as a control: opens its instructions, moves it by keys. */
export function BlockHandle(props: BlockHandleProps) {
  const { block, x, insns, isOpen, spoken } = props;
  const { mark, placed } = block;
  const left = x(mark.step);
  const column = x(mark.step + 1) - left;
  if (left + column < 0 || left > props.width) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null;
    if (way === null || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    props.onNudge(way);
  };
  const folds = insns > 0;
  const what = folds ? `${spoken} ${insns} instructions.` : spoken;
  return (
    <button
      type="button"
      className="block-handle"
      style={{
        left: left + column / 2 - Math.max(LEAST, column) / 2,
        width: Math.max(LEAST, column),
        top: placed.top + LANE_LINES.mark - 1,
      }}
      aria-label={what}
      aria-expanded={folds ? isOpen : undefined}
      aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
      title={folds ? 'Show its x86 instructions; Alt+← and Alt+→ move it' : undefined}
      onClick={folds ? props.onToggle : undefined}
      onKeyDown={onKeyDown}
    >
      {folds && (
        <svg className="block-caret" viewBox="0 0 16 10" width="16" height="10" aria-hidden="true">
          <path d={isOpen ? 'M3,7.5L8,2.5L13,7.5' : 'M3,2.5L8,7.5L13,2.5'} />
        </svg>
      )}
    </button>
  );
}
