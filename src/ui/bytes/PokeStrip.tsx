import { useMemo } from 'react';
import type { SiteRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { labNames } from '../shared/lab-names.ts';
import type { Syntax } from './insn-text.ts';
import { pokeAt, pokeHistory, siteKey } from './poke-history.ts';
import { type PokeRow, pokeRows, pokeTitle } from './poke-rows.ts';
import { tenseWords } from './poke-words.ts';
import './poke-strip.css';

export interface PokeStripProps {
  readonly result: LabResult;
  readonly cursor: number;
  /** The site that is pinned; its pokes are shown while none is under way. */
  readonly site: SiteRef | null;
  readonly syntax: Syntax;
  onSeek(cursor: number): void;
}

/** One poke shown whole: the old bytes, and the five bytes behind each of its writes. */
export function PokeStrip({ result, cursor, site, syntax, onSeek }: PokeStripProps) {
  const history = pokeHistory(result.timeline?.steps ?? []);
  const names = useMemo(() => labNames(result), [result]);
  const shown = pokeAt(history, cursor, site);
  if (!shown) {
    return (
      <p className="dock-blank">
        Nothing is poked in this run. Fill or empty a slot that a direct tail call uses, and its two
        sites change here byte by byte.
      </p>
    );
  }
  const { poke, tense } = shown;
  const title = pokeTitle(result, shown, syntax);
  const count = history.bySite.get(siteKey(poke.site))?.length ?? 0;
  return (
    <div className={`poke-strip is-${tense}`}>
      <p className="dock-head">
        <b>{names.site(poke.site)}</b>
        <span className="poke-change">{title.change}</span>
        <span className="poke-tense">{tenseWords(shown)}</span>
        <span className="poke-count">
          {names.actor(poke.actor)}, {poke.ordinal} of {count} at this site
        </span>
      </p>
      <ol className="poke-rows" aria-label="Writes of this poke">
        {pokeRows(result, shown, cursor, syntax).map((row) => (
          <li key={row.label}>
            <PokeLine row={row} onSeek={onSeek} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A line is a button: it goes to the moment when memory holds these bytes. */
function PokeLine({ row, onSeek }: { readonly row: PokeRow } & Pick<PokeStripProps, 'onSeek'>) {
  const { label, bytes, insn, words, sync, state } = row;
  return (
    <button
      type="button"
      className={`poke-row is-${state}`}
      aria-current={state === 'now' ? 'step' : undefined}
      title={`Go to step ${row.cursor}`}
      onClick={() => onSeek(row.cursor)}
    >
      <span className="poke-label">{label}</span>
      <span className="poke-cells">
        {bytes.map(({ hex, role, written }, nth) => (
          <span key={nth} className={`poke-cell is-${role}${written ? ' is-written' : ''}`}>
            {hex}
          </span>
        ))}
      </span>
      <span className="poke-words">
        {words}
        {insn !== '' && <code>{insn}</code>}
      </span>
      {sync !== '' && state !== 'coming' && (
        <span className={`poke-sync is-${sync.replace(' ', '-')}`}>{sync}</span>
      )}
    </button>
  );
}
