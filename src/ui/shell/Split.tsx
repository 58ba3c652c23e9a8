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

interface EdgeProps {
  readonly label: string;
  readonly direction: SplitProps['direction'];
  /** Id of the pane before it. */
  readonly paneId: string;
  readonly share: number;
  onKeyMove(delta: number): void;
  /** The pointer took hold; returns what to do as it moves, in px from there. */
  onGrab(): (px: number) => void;
  onReset(): void;
}

/** A hairline that can be taken hold of. */
function Edge({ label, direction, paneId, share, ...on }: EdgeProps) {
  const isRow = direction === 'row';
  const onKeyDown = (event: KeyboardEvent): void => {
    const delta = keyMove(event.key, direction, event.shiftKey);
    if (delta === null) return;
    event.preventDefault();
    on.onKeyMove(delta);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    const handle = event.currentTarget;
    const start = isRow ? event.clientX : event.clientY;
    const move = on.onGrab();
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (next) => move((isRow ? next.clientX : next.clientY) - start);
    handle.onlostpointercapture = () => {
      handle.onpointermove = null;
    };
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an edge that moves is no <hr>
    <div
      role="separator"
      tabIndex={0}
      className="split-edge"
      aria-label={label}
      aria-orientation={isRow ? 'vertical' : 'horizontal'}
      aria-controls={`pane-${paneId}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onDoubleClick={on.onReset}
    />
  );
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
  return (
    <div ref={box} className={isRow ? 'split is-row' : 'split is-column'}>
      {panes.map(({ id, least, content }, i) => (
        <Fragment key={id}>
          <div
            id={`pane-${id}`}
            className="split-pane"
            style={{ flexGrow: shares[i] ?? 0, [isRow ? 'minWidth' : 'minHeight']: least }}
          >
            {content}
          </div>
          {i < edges.length && (
            <Edge
              label={edges[i] ?? ''}
              direction={direction}
              paneId={id}
              share={shares[i] ?? 0}
              onKeyMove={(delta) => move(i, shares, delta)}
              onGrab={() => (px) => move(i, shares, px / length())}
              onReset={() => setShares(initial)}
            />
          )}
        </Fragment>
      ))}
    </div>
  );
}
