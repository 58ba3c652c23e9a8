import { bytesToHex } from '../../core/base/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import { placeInfo } from './code-place.ts';
import type { CpuCardProps } from './cpu-card-props.ts';
import { ageWords, effectWords, type Fetch, nextWords } from './cpu-phrases.ts';

type CpuWhereProps = Pick<
  CpuCardProps,
  'result' | 'text' | 'names' | 'state' | 'place' | 'look' | 'fetches' | 'onHover' | 'onPin'
>;

/** Where a running CPU is, and what comes next for it. */
export function CpuWhere({
  result,
  text,
  names,
  state,
  place: inside,
  look,
  fetches,
  onHover,
  onPin,
}: CpuWhereProps) {
  const place = inside ?? state.place;
  const info = place && placeInfo(result, text, place);
  const selection: Selection | null = place &&
    info && { kind: 'bytes', ...place, start: info.start, end: info.end };
  const site = fetches[0]?.site;
  return (
    <>
      <p className="cpu-where">
        {info ? (
          <button
            type="button"
            className="cpu-place"
            onMouseEnter={() => onHover(selection)}
            onMouseLeave={() => onHover(null)}
            onFocus={() => onHover(selection)}
            onBlur={() => onHover(null)}
            onClick={() => onPin(selection)}
          >
            <code>{info.label}</code>
            {info.part !== '' && <span className="cpu-part-word">{info.part}</span>}
            {info.source && (
              <span className="cpu-source">
                <span className="quiet">line {info.source.line}</span>{' '}
                <code>{info.source.code}</code>
              </span>
            )}
          </button>
        ) : (
          <span className="quiet">in {look?.().state?.kernel ?? 'kernel code'}</span>
        )}
      </p>
      {site && fetches.length > 0 ? (
        <FetchList result={result} fetches={fetches} title={names.site(site)} />
      ) : (
        <p className="cpu-next quiet">
          {state.next === 'none' ? '' : `next: ${nextWords(state.next)}`}
        </p>
      )}
    </>
  );
}

interface FetchListProps {
  readonly result: LabResult;
  readonly fetches: readonly Fetch[];
  readonly title: string;
}

/** One line each: what stands there, what it does, and if it is not what memory holds. */
function FetchList({ result, fetches, title }: FetchListProps) {
  const isOne = fetches.length === 1;
  return (
    <div className={isOne ? 'cpu-fetch' : 'cpu-fetch has-many'}>
      <p className={isOne ? 'quiet' : 'visually-hidden'}>
        may fetch<span className="visually-hidden"> next at {title}:</span>
      </p>
      <ul aria-label={`What it may fetch at ${title}`}>
        {fetches.map((fetch) => (
          <li key={fetch.variant} className={`fetch is-${fetch.effect}`}>
            <code>{bytesToHex(fetch.bytes, ' ')}</code>
            <span className="fetch-effect">{effectWords(result, fetch)}</span>
            <span className={isOne && fetch.age === 0 ? 'visually-hidden' : 'quiet'}>
              {ageWords(fetch)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
