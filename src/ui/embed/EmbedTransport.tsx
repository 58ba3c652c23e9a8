import { reach } from '../../store/playback-slice.ts';
import { selectSentences } from '../../store/sentences.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import { useActions, usePage } from '../shell/page-context.tsx';

const ICONS = {
  back: 'M14 4v12L5 10z',
  play: 'M5 3.5v13L17 10z',
  pause: 'M5 4h4v12H5zM11 4h4v12h-4z',
  next: 'M6 4v12l9-6z',
} as const;

interface IconButtonProps {
  readonly icon: keyof typeof ICONS;
  readonly label: string;
  readonly isDisabled?: boolean;
  onPress(): void;
}

function IconButton({ icon, label, isDisabled = false, onPress }: IconButtonProps) {
  return (
    <button
      type="button"
      className="embed-icon"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onPress}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}

/** Steps in one line and a half: buttons, a slider over the steps of the embed, and what has happened. */
export function EmbedTransport() {
  const { step, playPause, seek } = useActions();
  const cursor = usePage((page) => page.cursor);
  const playing = usePage((page) => page.playing);
  const from = usePage((page) => reach(page).from);
  const to = usePage((page) => reach(page).to);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  const sentenceOf = usePage(selectSentences);
  const sentence = sentenceAt(sentenceOf, cursor, steps);
  const canMove = from < to;
  return (
    <div className="embed-transport" role="group" aria-label="Steps">
      {canMove && (
        <div className="embed-buttons">
          <IconButton
            icon="back"
            label="Step back"
            isDisabled={cursor <= from}
            onPress={() => step(-1)}
          />
          <IconButton
            icon={playing ? 'pause' : 'play'}
            label={playing ? 'Pause' : 'Play'}
            onPress={playPause}
          />
          <IconButton
            icon="next"
            label="Step forward"
            isDisabled={cursor >= to}
            onPress={() => step(1)}
          />
        </div>
      )}
      {canMove && (
        <input
          type="range"
          className="embed-range"
          aria-label="Step"
          aria-valuetext={`step ${cursor} of ${steps}: ${sentence}`}
          min={from}
          max={to}
          value={cursor}
          onChange={(event) => seek(event.target.valueAsNumber)}
        />
      )}
      <span className="embed-count">
        <b>{cursor}</b> / {steps}
      </span>
      <p className="embed-sentence" aria-live="polite" title={sentence}>
        {sentence}
      </p>
    </div>
  );
}
