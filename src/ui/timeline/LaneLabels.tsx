import { type KeyboardEvent, memo } from 'react';
import type { Selection } from '../../store/model.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import type { LaneLayout, PlacedGroup, PlacedLane } from './lane-layout.ts';
import type { Lane } from './lane-model.ts';

interface LaneLabelsProps {
  readonly layout: LaneLayout;
  /** The lane that the keys for events go along. */
  readonly focused: string | null;
  onFocusLane(id: string): void;
  onFold(id: string): void;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

function LabelText({ lane, isFolded }: PlacedLane) {
  return (
    <>
      <span className="lane-name">
        {lane.cpu && <CpuTag {...lane.cpu} />}
        {lane.label}
      </span>
      {lane.note && <span className="lane-note">{lane.note}</span>}
      {lane.rows.length > 0 && !isFolded && (
        <span className="lane-rows" aria-hidden="true">
          {lane.rows.map((row) => (
            <span key={row}>{row}</span>
          ))}
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

interface FoldButtonProps {
  readonly id: string;
  readonly name: string;
  readonly isFolded: boolean;
  onFold(id: string): void;
}

function FoldButton({ id, name, isFolded, onFold }: FoldButtonProps) {
  return (
    <button
      type="button"
      className="fold-button"
      aria-expanded={!isFolded}
      aria-label={name}
      title={isFolded ? 'Unfold' : 'Fold'}
      onClick={() => onFold(id)}
    >
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <path d={isFolded ? 'M3,1L7,5L3,9' : 'M1,3L5,7L9,3'} />
      </svg>
    </button>
  );
}

interface LabelProps extends Omit<LaneLabelsProps, 'layout' | 'focused'> {
  readonly placed: PlacedLane;
  readonly isFocused: boolean;
  /** False for a group: the bracket beside it unfolds it. */
  readonly folds: boolean;
}

function pick({ lane }: { readonly lane: Lane }, props: LabelProps): void {
  props.onFocusLane(lane.id);
  if (lane.selection) props.onPin(lane.selection);
}

const Label = memo(function Label(props: LabelProps) {
  const { placed, isFocused, folds, onHover, onFold, onFocusLane } = props;
  const { lane, top, shape, isFolded } = placed;
  const { selection } = lane;
  const onKeyDown = (event: KeyboardEvent) => {
    const wants = event.key === 'ArrowLeft' ? !isFolded : event.key === 'ArrowRight' && isFolded;
    if (!folds || !wants) return;
    event.preventDefault();
    event.stopPropagation();
    onFold(lane.id);
  };
  return (
    <li
      className={[
        `lane-label is-${lane.kind}`,
        isFolded && 'is-folded',
        !folds && 'is-group',
        isFocused && 'is-focused',
      ]
        .filter(Boolean)
        .join(' ')}
      style={{ top, height: shape.height }}
    >
      {folds && (
        <FoldButton id={lane.id} name={`Lane ${lane.label}`} isFolded={isFolded} onFold={onFold} />
      )}
      <button
        type="button"
        className="lane-pick"
        title={lane.hint}
        onMouseEnter={selection ? () => onHover(selection) : undefined}
        onMouseLeave={selection ? () => onHover(null) : undefined}
        onFocus={() => {
          onFocusLane(lane.id);
          if (selection) onHover(selection);
        }}
        onBlur={selection ? () => onHover(null) : undefined}
        onKeyDown={onKeyDown}
        onClick={() => pick(placed, props)}
      >
        <LabelText {...placed} />
      </button>
    </li>
  );
});

/** The bracket beside lanes that fold together. */
function GroupBracket(props: { readonly group: PlacedGroup; onFold(id: string): void }) {
  const { id, label, top, height, isFolded } = props.group;
  return (
    <li className="lane-group" style={{ top, height }}>
      <FoldButton id={id} name={`All ${label}`} isFolded={isFolded} onFold={props.onFold} />
      {!isFolded && <span className="lane-group-line" aria-hidden="true" />}
    </li>
  );
}

/** Names of the lanes: they select what the lanes are of, fold, and say where the keys go. */
export const LaneLabels = memo(function LaneLabels({ layout, focused, ...acts }: LaneLabelsProps) {
  const groups = new Set(layout.groups.map(({ id }) => id));
  return (
    <ul
      className={groups.size > 0 ? 'lane-labels has-groups' : 'lane-labels'}
      aria-label="Lanes by name"
      style={{ height: layout.height }}
    >
      {layout.groups.map((group) => (
        <GroupBracket key={group.id} group={group} onFold={acts.onFold} />
      ))}
      {layout.lanes.map((placed) => (
        <Label
          key={placed.lane.id}
          placed={placed}
          isFocused={placed.lane.id === focused}
          folds={!groups.has(placed.lane.id)}
          {...acts}
        />
      ))}
    </ul>
  );
});
