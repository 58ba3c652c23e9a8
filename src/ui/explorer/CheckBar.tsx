import { PROPERTIES } from '../../store/explorer-library.ts';
import { MEMORY_BOUNDS } from '../../store/explorer-settings.ts';
import { judgedBy, withProperty } from '../../store/explorer-view.ts';
import { type ToolContentProps, ToolPopover } from '../schedule/ToolPopover.tsx';
import { useActions, usePage } from '../shell/page-context.tsx';
import './check-bar.css';

function Tick(props: { label: string; checked: boolean; onChange(checked: boolean): void }) {
  const { label, checked, onChange } = props;
  return (
    <label className="check-tick">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

function OptionsIcon() {
  return (
    <>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M2 4h7M13 4h1M2 12h1M7 12h7M2 8h2M8 8h6" />
        <circle cx="11" cy="4" r="1.75" />
        <circle cx="5" cy="12" r="1.75" />
        <circle cx="6" cy="8" r="1.75" />
      </svg>
      <span className="visually-hidden">Options</span>
    </>
  );
}

/** How the search is made. */
function Options(_props: ToolContentProps) {
  const { setExplorer } = useActions();
  const settings = usePage((page) => page.explorer);
  const judged = judgedBy(settings);
  const bounds = [...new Set([...MEMORY_BOUNDS, settings.megabytes])].sort((a, b) => a - b);
  return (
    <div className="check-options">
      <Tick
        label="Leave out orders that cannot matter"
        checked={settings.reduction}
        onChange={(reduction) => setExplorer({ reduction })}
      />
      <label className="check-bound">
        Memory, at most
        <select
          className="setup-select"
          value={settings.megabytes}
          onChange={(event) => setExplorer({ megabytes: Number(event.currentTarget.value) })}
        >
          {bounds.map((megabytes) => (
            <option key={megabytes} value={megabytes}>
              {megabytes < 1024 ? `${megabytes} MB` : `${megabytes / 1024} GB`}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="check-properties">
        <legend>Judged by</legend>
        {PROPERTIES.map(({ id, name }) => (
          <Tick
            key={id}
            label={name}
            checked={judged.includes(id)}
            onChange={(on) => setExplorer({ properties: withProperty(settings, id, on) })}
          />
        ))}
      </fieldset>
    </div>
  );
}

/** Starts and ends the search, and says how it is made. */
export function CheckBar() {
  const { check, cancelCheck, setPredict } = useActions();
  const isRunning = usePage(
    ({ search, text }) => search.kind === 'running' && search.text === text,
  );
  const isCancelling = usePage(({ search }) => search.kind === 'running' && search.cancelling);
  const predict = usePage((page) => page.predict);
  return (
    <div className="check-bar">
      {isRunning ? (
        <button
          type="button"
          className="button is-small check-button"
          disabled={isCancelling}
          onClick={cancelCheck}
        >
          {isCancelling ? 'Cancelling …' : 'Cancel'}
        </button>
      ) : (
        <button type="button" className="button is-small is-primary check-button" onClick={check}>
          Check every order <kbd>C</kbd>
        </button>
      )}
      <Tick label="Predict first" checked={predict} onChange={setPredict} />
      <ToolPopover
        label={<OptionsIcon />}
        name="How the search is made"
        className="check-more"
        Content={Options}
      />
    </div>
  );
}
