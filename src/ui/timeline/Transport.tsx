import { SPEEDS } from '../../store/playback-slice.ts';
import { speedLabel } from './speeds.ts';

export interface TransportProps {
  readonly cursor: number;
  readonly stepCount: number;
  readonly playing: boolean;
  readonly speed: number;
  /** What the last step did. */
  readonly sentence: string;
  onSeek(cursor: number): void;
  onPlayPause(): void;
  onStep(delta: number): void;
  onSpeed(speed: number): void;
}

const ICONS = {
  start: 'M4 4v12h2V4zM16 4v12L7 10z',
  back: 'M14 4v12L5 10z',
  play: 'M5 3.5v13L17 10z',
  pause: 'M5 4h4v12H5zM11 4h4v12h-4z',
  forward: 'M6 4v12l9-6z',
  end: 'M14 4v12h2V4zM4 4v12l9-6z',
} as const;

interface IconButtonProps {
  readonly icon: keyof typeof ICONS;
  readonly label: string;
  readonly disabled?: boolean;
  readonly main?: boolean;
  onClick(): void;
}

function IconButton({ icon, label, disabled = false, main = false, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={main ? 'icon-button is-main' : 'icon-button'}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}

function SpeedChoice({ speed, onSpeed }: Pick<TransportProps, 'speed' | 'onSpeed'>) {
  return (
    <label className="speed">
      <span className="speed-word">speed</span>
      <select
        aria-label="Speed"
        value={speed}
        onChange={(event) => onSpeed(Number(event.target.value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {speedLabel(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Buttons, position, speed, and the sentence that says what has just happened. */
export function Transport(props: TransportProps) {
  const { cursor, stepCount, playing } = props;
  const atStart = cursor === 0;
  const atEnd = cursor >= stepCount;
  return (
    <div className="transport">
      <div className="transport-buttons" role="group" aria-label="Playback">
        <IconButton
          icon="start"
          label="To the start"
          disabled={atStart}
          onClick={() => props.onSeek(0)}
        />
        <IconButton
          icon="back"
          label="Step back"
          disabled={atStart}
          onClick={() => props.onStep(-1)}
        />
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          disabled={stepCount === 0}
          main
          onClick={props.onPlayPause}
        />
        <IconButton
          icon="forward"
          label="Step forward"
          disabled={atEnd}
          onClick={() => props.onStep(1)}
        />
        <IconButton
          icon="end"
          label="To the end"
          disabled={atEnd}
          onClick={() => props.onSeek(stepCount)}
        />
      </div>
      <span className="position">
        <b>{cursor}</b> / {stepCount}
      </span>
      <p className="narration" aria-live="polite">
        {props.sentence}
      </p>
      <SpeedChoice speed={props.speed} onSpeed={props.onSpeed} />
    </div>
  );
}
