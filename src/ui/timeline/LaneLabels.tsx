import { memo } from 'react';
import type { Selection } from '../../store/model.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import type { LaneLayout, PlacedLane } from './lane-layout.ts';

interface LaneLabelsProps {
  readonly layout: LaneLayout;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

function LabelText({ lane }: PlacedLane) {
  return (
    <>
      <span className="lane-name">
        {lane.cpu && <CpuTag {...lane.cpu} />}
        {lane.label}
      </span>
      {lane.note && <span className="lane-note">{lane.note}</span>}
      {lane.kind === 'site' && (
        <span className="lane-rows" aria-hidden="true">
          <span>P1</span>
          <span>P2</span>
        </span>
      )}
      {lane.strips.map(
        ({ name, top }) =>
          name !== '' && (
            <span key={name} className="strip-name" style={{ top: top - 2 }}>
              {name}
            </span>
          ),
      )}
    </>
  );
}

/** Names of the lanes; those of sites and slots select them. */
export const LaneLabels = memo(function LaneLabels({ layout, onHover, onPin }: LaneLabelsProps) {
  return (
    <ul className="lane-labels" style={{ height: layout.height }}>
      {layout.lanes.map((placed) => {
        const { lane, top, shape } = placed;
        return (
          <li
            key={lane.id}
            className={`lane-label is-${lane.kind}`}
            style={{ top, height: shape.height }}
          >
            {lane.selection ? (
              <button
                type="button"
                onMouseEnter={() => onHover(lane.selection)}
                onMouseLeave={() => onHover(null)}
                onFocus={() => onHover(lane.selection)}
                onBlur={() => onHover(null)}
                onClick={() => onPin(lane.selection)}
              >
                <LabelText {...placed} />
              </button>
            ) : (
              <LabelText {...placed} />
            )}
          </li>
        );
      })}
    </ul>
  );
});
