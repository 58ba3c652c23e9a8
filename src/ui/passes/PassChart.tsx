import {
  type KeyboardEvent,
  type MouseEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { PassTrace } from '../../core/jit/index.ts';
import { useSize } from '../shared/use-size.ts';
import { drawBars, drawJump } from './draw-passes.ts';
import type { PassFact } from './pass-facts.ts';
import { jumpNear, type PassPlace, type PassScene, passScene, placeAt, ROW } from './pass-scene.ts';
import { passLine, passName } from './pass-words.ts';
import './pass-chart.css';

export interface PassChartProps {
  readonly trace: PassTrace;
  readonly facts: readonly PassFact[];
  readonly passIdx: number;
  readonly jumpIdx: number | null;
  /** The one below the pointer; its path is drawn in place of the other's. */
  readonly pointed: number | null;
  /** `jumpIdx`: the jump that was pressed there. */
  onPass(passIdx: number, jumpIdx: number | null): void;
  /** What is below the pointer, and the jump that a press would follow. */
  onPoint(place: PassPlace | null, jumpIdx: number | null): void;
}

/** Where a key leads in a list of `count`; null: nowhere. */
function movedBy(key: string, passIdx: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(count - 1, passIdx + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, passIdx - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Beside the length of a pass. */
function changeWords({ fewer, pass }: PassFact): string {
  if (fewer !== 0) return fewer > 0 ? `−${fewer}` : `+${-fewer}`;
  return pass.padding ? 'pads' : '';
}

function Row({ fact, passIdx }: { fact: PassFact; passIdx: number }) {
  const { pass } = fact;
  return (
    <>
      <span className="pass-name">
        {passName(fact, passIdx)}
        <span className="visually-hidden">{passLine(fact, passIdx)}</span>
      </span>
      <span className="pass-length" aria-hidden="true">
        <span className="pass-fewer">{changeWords(fact)}</span>
        {pass.length.toLocaleString('en')} B
      </span>
    </>
  );
}

/** Draws anew what has changed. */
function useDrawing(scene: PassScene, facts: readonly PassFact[], jumpIdx: number | null) {
  const svg = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    if (svg.current) drawBars(svg.current, scene, facts);
  }, [scene, facts]);
  useLayoutEffect(() => {
    if (svg.current) drawJump(svg.current, scene, jumpIdx);
  }, [scene, jumpIdx]);
  return svg;
}

/** The bars of all passes, as a list to walk through; a press on a bar follows the jump there. */
export function PassChart(props: PassChartProps) {
  const { trace, facts, passIdx, jumpIdx, pointed, onPass, onPoint } = props;
  const id = useId();
  const plot = useRef<HTMLDivElement>(null);
  const { width } = useSize(plot);
  const scene = useMemo(() => passScene(trace, width), [trace, width]);
  const svg = useDrawing(scene, facts, pointed ?? jumpIdx);
  const pointOf = (event: MouseEvent): readonly [number, number] => {
    const box = plot.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };
  const press = (event: MouseEvent): void => {
    const [x, y] = pointOf(event);
    const pressed = Math.floor(y / ROW);
    if (!facts[pressed]) return;
    onPass(pressed, jumpNear(scene, pressed, x));
  };
  const hover = (event: MouseEvent): void => {
    const [x, y] = pointOf(event);
    onPoint(placeAt(scene, x, y), jumpNear(scene, Math.floor(y / ROW), x));
  };
  const move = (event: KeyboardEvent): void => {
    const next = movedBy(event.key, passIdx, facts.length);
    if (next === null) return;
    event.preventDefault();
    onPass(next, null);
  };
  return (
    <div className="pass-chart" style={{ height: scene.height }}>
      <div
        className="pass-list"
        role="listbox"
        tabIndex={0}
        aria-label="Passes"
        aria-activedescendant={`${id}-${passIdx}`}
        onKeyDown={move}
        onClick={press}
        onMouseMove={hover}
        onMouseLeave={() => onPoint(null, null)}
      >
        {facts.map((fact, idx) => (
          <div
            // Passes have no name but their number.
            key={`${idx}-${fact.pass.kind}`}
            id={`${id}-${idx}`}
            role="option"
            aria-selected={idx === passIdx}
            className="pass-row"
          >
            <Row fact={fact} passIdx={idx} />
          </div>
        ))}
      </div>
      <div className="pass-plot" ref={plot}>
        <svg ref={svg} width={width} height={scene.height} aria-hidden="true" />
      </div>
    </div>
  );
}
