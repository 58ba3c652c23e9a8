import {
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import { moveEdge, type Shares } from './split-sizes.ts';

interface SplitPane {
  readonly id: string;
  /** Share of the whole to begin with. */
  readonly share: number;
  /** In px; the page scrolls rather than go below. */
  readonly least: number;
  readonly content: ReactNode;
}

interface SplitProps {
  readonly direction: 'row' | 'column';
  readonly panes: readonly SplitPane[];
  /** What the edge behind pane i moves, for people who do not see it. */
  readonly edges: readonly string[];
}

const KEY_STEP = 0.02;
const WHOLE = 1;

/** How far a key moves an edge, as a share; null for any other key. */
function keyMove(key: string, direction: SplitProps['direction'], big: boolean): number | null {
  const step = big ? 5 * KEY_STEP : KEY_STEP;
  const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const moves = new Map([
    [less, -step],
    [more, step],
    ['Home', -WHOLE],
    ['End', WHOLE],
  ]);
  return moves.get(key) ?? null;
}

/** Panes side by side or one above the other, with edges that can be moved by pointer and keys. */
export function Split({ direction, panes, edges }: SplitProps) {
  const box = useRef<HTMLDivElement>(null);
  const initial = panes.map((pane) => pane.share);
  const [shares, setShares] = useState<Shares>(initial);
  const isRow = direction === 'row';

  const length = (): number => {
    const size = isRow ? box.current?.clientWidth : box.current?.clientHeight;
    return Math.max(1, size ?? 1);
  };
  const move = (edge: number, from: Shares, delta: number): void => {
    const least = panes.map((pane) => pane.least / length());
    setShares(moveEdge(from, least, edge, delta));
  };
  const onKeyDown = (edge: number, event: KeyboardEvent): void => {
    const delta = keyMove(event.key, direction, event.shiftKey);
    if (delta === null) return;
    event.preventDefault();
    move(edge, shares, delta);
  };
  const onPointerDown = (edge: number, event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    const handle = event.currentTarget;
    const start = isRow ? event.clientX : event.clientY;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (next) => {
      move(edge, shares, ((isRow ? next.clientX : next.clientY) - start) / length());
    };
    handle.onlostpointercapture = () => {
      handle.onpointermove = null;
    };
  };
  return (
    <div ref={box} className={isRow ? 'split is-row' : 'split is-column'}>
      {panes.map((pane, i) => (
        <Fragment key={pane.id}>
          <div
            id={`pane-${pane.id}`}
            className="split-pane"
            style={{ flexGrow: shares[i] ?? 0, [isRow ? 'minWidth' : 'minHeight']: pane.least }}
          >
            {pane.content}
          </div>
          {i < edges.length && (
            // biome-ignore lint/a11y/useSemanticElements: an edge that moves is no <hr>
            <div
              role="separator"
              tabIndex={0}
              className="split-edge"
              aria-label={edges[i]}
              aria-orientation={isRow ? 'vertical' : 'horizontal'}
              aria-controls={`pane-${pane.id}`}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(100 * (shares[i] ?? 0))}
              onKeyDown={(event) => onKeyDown(i, event)}
              onPointerDown={(event) => onPointerDown(i, event)}
              onDoubleClick={() => setShares(initial)}
            />
          )}
        </Fragment>
      ))}
    </div>
  );
}
