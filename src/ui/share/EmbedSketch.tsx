import type { Pane } from '../../store/model.ts';
import { arrange } from '../embed/arrange.ts';

const SIZE = 112;
/** Height of an embed's bar and transport, in its own pixels. */
const BAR = 32;
const TRANSPORT = 40;

const NAMES: Readonly<Record<Pane, string>> = {
  editor: 'Text',
  bytes: 'Bytes',
  machine: 'Machine',
  timeline: 'Timeline',
  explore: 'Explore',
};

interface EmbedSketchProps {
  readonly panes: readonly Pane[];
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the panes come to stand, in the embed's own pixels. */
function boxesOf({ panes, width, height }: EmbedSketchProps): readonly Box[] {
  const foot = panes.includes('timeline') ? 0 : TRANSPORT;
  const room = Math.max(1, height - BAR - foot);
  const rows = arrange(panes, width, room);
  if (rows === 'tabs') {
    const label = panes.map((pane) => NAMES[pane]).join(' | ');
    return [{ label, x: 0, y: BAR, width, height: room }];
  }
  return rows.flatMap((row, rowIdx) =>
    row.map((pane, idx) => ({
      label: NAMES[pane],
      x: (idx * width) / row.length,
      y: BAR + (rowIdx * room) / rows.length,
      width: width / row.length,
      height: room / rows.length,
    })),
  );
}

/** A drawing of the frame, in proportion. */
export function EmbedSketch(props: EmbedSketchProps) {
  const { width, height } = props;
  const scale = SIZE / Math.max(width, height);
  const boxes = boxesOf(props);
  return (
    <svg
      className="embed-sketch"
      width={SIZE}
      height={Math.max(24, height * scale)}
      viewBox={`0 0 ${SIZE} ${Math.max(24, height * scale)}`}
      role="img"
      aria-label={`Layout: ${boxes.map(({ label }) => label).join(', ')}`}
    >
      <rect width={width * scale} height={height * scale} className="embed-sketch-frame" />
      <rect width={width * scale} height={BAR * scale} className="embed-sketch-bar" />
      {boxes.map((box) => (
        <g key={box.label}>
          <rect
            x={box.x * scale + 1}
            y={box.y * scale + 1}
            width={Math.max(0, box.width * scale - 2)}
            height={Math.max(0, box.height * scale - 2)}
            className="embed-sketch-pane"
          />
          <text
            x={(box.x + box.width / 2) * scale}
            y={(box.y + box.height / 2) * scale + 3}
            className="embed-sketch-name"
          >
            {box.label}
          </text>
        </g>
      ))}
    </svg>
  );
}
