import type { RunningSearch } from '../../store/explorer-model.ts';
import { countWords, memoryWords, rateWords, timeWords } from './explorer-words.ts';
import './progress.css';

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const MB = 1024 * 1024;

/** How far the search is. How much is left cannot be known: only memory has an end. */
export function Progress({ search, isHidden }: { search: RunningSearch; isHidden: boolean }) {
  const { progress, rate, milliseconds, settings } = search;
  if (!progress) return <p className="progress-begins">The search begins …</p>;
  const bound = settings.megabytes * MB;
  return (
    <div className="progress">
      <dl className="progress-facts">
        <Fact name="States" value={countWords(progress.states)} />
        <Fact name="Rate" value={rate === null ? '–' : rateWords(rate)} />
        <Fact name="Depth" value={countWords(progress.depth)} />
        <Fact name="Frontier" value={countWords(progress.frontier)} />
        <Fact name="Time" value={timeWords(milliseconds)} />
        {!isHidden && <Fact name="Failures" value={countWords(progress.failures)} />}
      </dl>
      <label className="progress-memory">
        <span>
          Memory: {memoryWords(progress.bytes)} of {memoryWords(bound)}
        </span>
        <meter min={0} max={bound} value={Math.min(bound, progress.bytes)} />
      </label>
    </div>
  );
}
