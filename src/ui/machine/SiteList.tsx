import { bytesToHex } from '../../core/base/index.ts';
import type { DescView, MachineView, SiteView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import { focusSite } from '../shared/focus-site.ts';
import type { HighlightIndex } from '../shared/highlight-index.ts';
import { type LabNames, SITE_WORDS, STATE_WORDS } from '../shared/lab-names.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { StateDiagram } from './StateDiagram.tsx';

interface SiteListProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
  readonly lit: HighlightIndex;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** Beyond this many pairs only a count is shown: the bytes pane and the timeline have them all. */
const MOST = 24;

/** The pair that the run is at work on; the first one when it is at none. */
function focusDesc({ result, view }: SiteListProps): DescView | undefined {
  const site = focusSite(result.timeline?.steps ?? [], view.cursor);
  const touched = site && view.descs[site.progIdx]?.[site.pokeIdx];
  return touched ?? view.descs.flat()[0];
}

/** Every pair of poke sites with its state and the bytes in memory. */
export function SiteList(props: SiteListProps) {
  const descs = props.view.descs.flat();
  if (descs.length === 0) return null;
  const focus = focusDesc(props);
  return (
    <div className="machine-block">
      <h2>Poke sites</h2>
      {focus && (
        <figure className="state-figure">
          {descs.length > 1 && (
            <figcaption>
              <code>{props.names.desc(focus.progIdx, focus.pokeIdx)}</code>
            </figcaption>
          )}
          <StateDiagram state={focus.state} />
        </figure>
      )}
      <ul className="sites">
        {descs.slice(0, MOST).map((desc) => (
          <SiteCard key={`${desc.progIdx}/${desc.pokeIdx}`} {...props} desc={desc} />
        ))}
      </ul>
      {descs.length > MOST && <p className="quiet">and {descs.length - MOST} more</p>}
    </div>
  );
}

function SiteCard({ desc, ...props }: SiteListProps & { desc: DescView }) {
  const { names, result } = props;
  const { progIdx, pokeIdx, state } = desc;
  const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  return (
    <li className="site-card">
      <p className="site-head">
        <SiteGlyph state={state} size={16} />
        <b className={`state-word is-${state}`}>{state}</b>
        <code>{names.desc(progIdx, pokeIdx)}</code>
        {poke && <code className="quiet">{names.slot(poke.mapIdx, poke.key)}</code>}
        {!desc.stable && <span className="quiet">not stable yet</span>}
      </p>
      <p className="site-meaning">{STATE_WORDS[state]}</p>
      <SiteButton {...props} site={desc.bypass} />
      <SiteButton {...props} site={desc.target} />
    </li>
  );
}

function SiteButton({ site, onHover, onPin, lit, result }: SiteListProps & { site: SiteView }) {
  const selection: Selection = { kind: 'site', site: site.site };
  const { progIdx, pokeIdx, which } = site.site;
  const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  const start = (which === 'bypass' ? poke?.bypassOff : poke?.targetOff) ?? 0;
  const isLit = poke !== undefined && lit.bytes(progIdx, poke.funcIdx, start, start + 5);
  return (
    <button
      type="button"
      className={`site-bytes${site.poke ? ' is-flying' : ''}${isLit ? ' is-lit' : ''}`}
      onMouseEnter={() => onHover(selection)}
      onMouseLeave={() => onHover(null)}
      onFocus={() => onHover(selection)}
      onBlur={() => onHover(null)}
      onClick={() => onPin(selection)}
    >
      <span className={`site-which is-${which}`}>{SITE_WORDS[which]}</span>
      <code>{bytesToHex(site.bytes, ' ')}</code>
    </button>
  );
}
