import { memo } from 'react';
import { bytesToHex } from '../../core/base/index.ts';
import type { DescView, MachineView, SiteView } from '../../core/machine/index.ts';
import { siteViews } from '../shared/desc-sites.ts';
import { focusSite } from '../shared/focus-site.ts';
import { stateWords } from '../shared/lab-names.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { useMachine } from './machine-tools.ts';
import { Section } from './Section.tsx';
import { StateDiagram } from './StateDiagram.tsx';
import { sitePath } from './site-path.ts';
import { Thing } from './Thing.tsx';
import './sites.css';

/** Beyond this many pairs only a count is shown: the bytes pane and the timeline have them all. */
const MOST = 24;

/** Every pair of poke sites with its state and the bytes in memory. */
export function SiteList({ view }: { view: MachineView }) {
  const { result } = useMachine();
  const site = focusSite(result.timeline?.steps ?? [], view.cursor);
  const touched = site && view.descs[site.progIdx]?.[site.pokeIdx];
  const focus = touched ?? view.descs.find((descs) => descs.length > 0)?.[0];
  if (!focus) return null;
  return (
    <Sites
      descs={view.descs}
      progIdx={focus.progIdx}
      pokeIdx={focus.pokeIdx}
      cursor={view.cursor}
    />
  );
}

interface SitesProps {
  readonly descs: MachineView['descs'];
  /** The pair that the run is at work on; the first one when it is at none. */
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly cursor: number;
}

/** As long as no site changes, nor does the way to where they are. */
const Sites = memo(
  SiteSection,
  (was, is) => was.descs === is.descs && was.progIdx === is.progIdx && was.pokeIdx === is.pokeIdx,
);

function SiteSection({ descs: byProg, progIdx, pokeIdx, cursor }: SitesProps) {
  const { names } = useMachine();
  const descs = byProg.flat();
  const focus = byProg[progIdx]?.[pokeIdx];
  const isOne = descs.length === 1;
  return (
    <Section name="sites" title="Poke sites" note={isOne ? null : names.desc(progIdx, pokeIdx)}>
      {focus && <PathDiagram desc={focus} cursor={cursor} />}
      <ul className="sites" aria-label="Poke sites">
        {descs.slice(0, MOST).map((desc) => (
          <SiteCard key={`${desc.progIdx}/${desc.pokeIdx}`} desc={desc} />
        ))}
      </ul>
      {descs.length > MOST && <p className="quiet">and {descs.length - MOST} more</p>}
    </Section>
  );
}

/** The diagram of one pair, with its way up to the cursor; one site alone has no way to speak of. */
export function PathDiagram({ desc, cursor }: { desc: DescView; cursor: number }) {
  const { names, history, isMuted, onSeek } = useMachine();
  const { progIdx, pokeIdx } = desc;
  const own = history.descs[progIdx]?.[pokeIdx];
  if (!own || desc.bypass === null) return null;
  if (isMuted)
    return <p className="quiet">The way of the sites is hidden until you have answered.</p>;
  return (
    <StateDiagram
      name={names.desc(progIdx, pokeIdx)}
      path={sitePath(own, desc, cursor)}
      onSeek={onSeek}
    />
  );
}

const SiteCard = memo(function SiteCard({ desc }: { desc: DescView }) {
  const { names, result } = useMachine();
  const { progIdx, pokeIdx, state } = desc;
  const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  return (
    <li className="site-card">
      <Thing selection={{ kind: 'desc', progIdx, pokeIdx }} className="site-head">
        <SiteGlyph state={state} size={16} />
        <b className={`state-word is-${state}`}>{state}</b>
        <code>{names.desc(progIdx, pokeIdx)}</code>
        {poke && <code className="quiet">{names.slot(poke.mapIdx, poke.key)}</code>}
        {!desc.stable && <span className="quiet">not stable yet</span>}
      </Thing>
      <p className="site-meaning">{stateWords(state, desc.bypass === null)}</p>
      {siteViews(desc).map((site) => (
        <SiteButton key={site.site.which} site={site} />
      ))}
    </li>
  );
});

function SiteButton({ site: { site, poke, bytes } }: { site: SiteView }) {
  const { names } = useMachine();
  return (
    <Thing selection={{ kind: 'site', site }} className={`site-bytes${poke ? ' is-flying' : ''}`}>
      <span className={`site-which is-${site.which}`}>{names.siteWord(site)}</span>
      <code>{bytesToHex(bytes, ' ')}</code>
      {poke && <span className="site-flight">in flight</span>}
    </Thing>
  );
}
