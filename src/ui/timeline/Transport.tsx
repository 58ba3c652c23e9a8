import { memo } from 'react';
import { ToggleButton, ToggleButtonGroup, Toolbar } from 'react-aria-components';
import type { TimelineView } from '../../store/model.ts';
import { SPEEDS } from '../../store/playback-slice.ts';
import { RestingWords } from '../shared/RestingWords.tsx';
import { Choice } from './Choice.tsx';
import { Legend } from './Legend.tsx';
import { speedLabel } from './speeds.ts';
import { ToolButton } from './ToolButton.tsx';

const ICONS = {
  start: 'M4 4v12h2V4zM16 4v12L7 10z',
  back: 'M14 4v12L5 10z',
  play: 'M5 3.5v13L17 10z',
  pause: 'M5 4h4v12H5zM11 4h4v12h-4z',
  forward: 'M6 4v12l9-6z',
  end: 'M14 4v12h2V4zM4 4v12l9-6z',
  loop: 'M13.5 2l4 3.5-4 3.5V6.5H6A2.5 2.5 0 0 0 3.5 9v1.5h-2V9A4.5 4.5 0 0 1 6 4.5h7.5zM6.5 18l-4-3.5 4-3.5v2.5H14a2.5 2.5 0 0 0 2.5-2.5V9.5h2V11a4.5 4.5 0 0 1-4.5 4.5H6.5z',
  find: 'M8.5 2.5a6 6 0 1 0 3.5 10.9l4.3 4.3 1.4-1.4-4.3-4.3A6 6 0 0 0 8.5 2.5zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
} as const;

interface PlayButtonsProps {
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly playing: boolean;
  readonly loops: boolean;
  onStart(): void;
  onStep(delta: number): void;
  onPlayPause(): void;
  onEnd(): void;
  onLoop(): void;
}

/** Drawn anew only when one of them changes: the cursor moves more often. */
const PlayButtons = memo(function PlayButtons(props: PlayButtonsProps) {
  const { atStart, atEnd, playing, loops, onStep } = props;
  return (
    <Toolbar className="transport-buttons" aria-label="Playback">
      <ToolButton
        icon={ICONS.start}
        label="To the start"
        command="first"
        isDisabled={atStart}
        onPress={props.onStart}
      />
      <ToolButton
        icon={ICONS.back}
        label="Step back"
        command="step-back"
        isDisabled={atStart}
        onPress={() => onStep(-1)}
      />
      <ToolButton
        icon={playing ? ICONS.pause : ICONS.play}
        label={playing ? 'Pause' : 'Play'}
        command="play"
        isDisabled={atStart && atEnd}
        isMain
        onPress={props.onPlayPause}
      />
      <ToolButton
        icon={ICONS.forward}
        label="Step forward"
        command="step"
        isDisabled={atEnd}
        onPress={() => onStep(1)}
      />
      <ToolButton
        icon={ICONS.end}
        label="To the end"
        command="last"
        isDisabled={atEnd}
        onPress={props.onEnd}
      />
      <ToolButton
        icon={ICONS.loop}
        label={loops ? 'Clear the loop' : 'Play this operation in a loop'}
        isDisabled={atStart && atEnd}
        isOn={loops}
        onPress={props.onLoop}
      />
    </Toolbar>
  );
});

const VIEWS: readonly { readonly id: TimelineView; readonly text: string }[] = [
  { id: 'lanes', text: 'Lanes' },
  { id: 'events', text: 'Events' },
];

interface ViewButtonsProps {
  readonly view: TimelineView;
  readonly speed: number;
  readonly isFinding: boolean;
  onView(view: TimelineView): void;
  onSpeed(speed: number): void;
  onFind(): void;
}

/** How the run is shown and how fast it plays. */
const ViewButtons = memo(function ViewButtons(props: ViewButtonsProps) {
  const { view, speed, isFinding } = props;
  return (
    <Toolbar className="view-buttons" aria-label="View">
      <ToggleButtonGroup
        className="view-switch"
        aria-label="Show the run as"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={(keys) => {
          const chosen = VIEWS.find(({ id }) => keys.has(id));
          if (chosen) props.onView(chosen.id);
        }}
      >
        {VIEWS.map(({ id, text }) => (
          <ToggleButton key={id} id={id} className="view-choice">
            {text}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToolButton
        icon={ICONS.find}
        label="Find events"
        command="find-event"
        isOn={isFinding}
        onPress={props.onFind}
      />
      <Legend />
      <Choice
        label="Speed"
        options={SPEEDS.map((each) => ({ id: `${each}`, text: speedLabel(each) }))}
        value={`${speed}`}
        onChange={(id) => props.onSpeed(Number(id))}
      />
    </Toolbar>
  );
});

export interface TransportProps extends PlayButtonsProps, ViewButtonsProps {
  readonly cursor: number;
  readonly stepCount: number;
  /** What the last step did. */
  readonly sentence: string;
}

/** Buttons, position, and the sentence that says what has just happened. */
export function Transport(props: TransportProps) {
  const { cursor, stepCount, sentence, atStart, atEnd, playing, loops, view, speed, isFinding } =
    props;
  const { onStart, onStep, onPlayPause, onEnd, onLoop, onView, onSpeed, onFind } = props;
  return (
    <div className="transport">
      <PlayButtons
        {...{ atStart, atEnd, playing, loops, onStart, onStep, onPlayPause, onEnd, onLoop }}
      />
      <div className="position" style={{ width: `${2 * `${stepCount}`.length + 3}ch` }}>
        <span>
          <b>{cursor}</b> / {stepCount}
        </span>
      </div>
      <div className="narration-room">
        <p className="narration">{sentence}</p>
      </div>
      <RestingWords words={sentence} />
      <ViewButtons {...{ view, speed, isFinding, onView, onSpeed, onFind }} />
    </div>
  );
}
