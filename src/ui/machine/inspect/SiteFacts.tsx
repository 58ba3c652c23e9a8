import { useMemo } from 'react';
import { bytesToHex } from '../../../core/base/index.ts';
import type { PokeDescriptor } from '../../../core/jit/index.ts';
import type {
  DescView,
  MachineView,
  Session,
  SiteRef,
  SiteStore,
  SiteView,
  StateChange,
} from '../../../core/machine/index.ts';
import { mutedState } from '../../../store/prediction.ts';
import { siteText } from '../../bytes/poke-words.ts';
import { makeX86Printer } from '../../bytes/x86-printer.ts';
import { siteViews } from '../../shared/desc-sites.ts';
import { stateWords } from '../../shared/lab-names.ts';
import { SiteGlyph } from '../../shared/SiteGlyph.tsx';
import { useMachine } from '../machine-tools.ts';
import { PokeCalls } from '../ProtocolPane.tsx';
import { Section } from '../Section.tsx';
import { PathDiagram } from '../SiteList.tsx';
import { Thing } from '../Thing.tsx';
import { AddrPlace } from './AddrPlace.tsx';
import { Fact, Facts } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';

interface SiteFactsProps {
  readonly view: MachineView;
  readonly session: Session | null;
  readonly progIdx: number;
  readonly pokeIdx: number;
  /** Null: both of them. */
  readonly which: SiteRef['which'] | null;
}

/** A descriptor in depth: its state and way, the bytes of its sites, its fields, and all that became of it. */
export function SiteFacts({ view, session, progIdx, pokeIdx, which }: SiteFactsProps) {
  const { result, history, names, isMuted } = useMachine();
  const desc = view.descs[progIdx]?.[pokeIdx];
  const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  const own = history.descs[progIdx]?.[pokeIdx];
  if (!desc || !poke || !own) return <p className="quiet">This text has no such site any more.</p>;
  const isAlone = desc.bypass === null;
  const states = isMuted ? own.states.map(mutedChange) : own.states;
  const flying = desc.bypass?.poke ?? desc.target.poke;
  const refOf = (site: SiteRef['which']): SiteRef => ({ progIdx, pokeIdx, which: site });
  return (
    <>
      <div className="machine-block">
        <StateLine desc={desc} />
        <PathDiagram desc={desc} cursor={view.cursor} />
      </div>
      <Section name="inspect-bytes" title="Bytes in memory">
        <ul className="memory" aria-label="Bytes in memory">
          {siteViews(desc).map((site) => {
            const isMain = which === null || site.site.which === which;
            return <SiteBytes key={site.site.which} site={site} poke={poke} isMain={isMain} />;
          })}
        </ul>
      </Section>
      {flying && (
        <Section name="inspect-call" title="Being poked by">
          <PokeCalls view={view} session={session} />
        </Section>
      )}
      <Section name="inspect-desc" title="Poke descriptor" note={`#${pokeIdx}`}>
        <DescFacts desc={desc} poke={poke} />
      </Section>
      <Section name="inspect-states" title="States" note={`${own.states.length} in this run`}>
        <HistoryList
          label={isAlone ? 'States of the site' : 'States of the pair'}
          list={states}
          cursor={view.cursor}
          render={stateEntry}
          words={({ state }) => state}
          empty="No step has put this image in place."
        />
      </Section>
      <Section name="inspect-stores" title="Writes" note={`${own.stores.length} in this run`}>
        <HistoryList
          label={isAlone ? 'Writes to the site' : 'Writes to the sites'}
          list={own.stores}
          cursor={view.cursor}
          render={(entry) => storeEntry(entry, names.siteMark(refOf(entry.which)))}
          words={({ which: site, phase }) =>
            `${names.siteWord(refOf(site))}, ${PHASE_WORDS[phase]}`
          }
          empty="Nothing is ever written here."
        />
      </Section>
    </>
  );
}

function StateLine({ desc }: { desc: DescView }) {
  return (
    <>
      <p className="state-line">
        <SiteGlyph state={desc.state} size={18} />
        <b className={`state-word is-${desc.state}`}>{desc.state}</b>
        {!desc.stable && <span className="quiet">not stable: updates pass it by</span>}
      </p>
      <p className="site-meaning">{stateWords(desc.state, desc.bypass === null)}</p>
    </>
  );
}

function mutedChange(change: StateChange): StateChange {
  return { ...change, state: mutedState(change.state) };
}

function stateEntry({ state }: StateChange) {
  return (
    <>
      <SiteGlyph state={state} size={14} />
      <span className={`state-word is-${state}`}>{state === 'moving' ? 'in flight' : state}</span>
    </>
  );
}

const PHASE_WORDS = {
  int3: 'int3 over the first byte',
  tail: 'the last four bytes',
  first: 'the first byte',
  whole: 'all at once',
  copy: 'a plain copy, before the image is live',
} as const;

function storeEntry({ which, bytes, phase }: SiteStore, mark: string) {
  return (
    <>
      <span className={`store-site is-${which}`}>{mark}</span>
      <code>{bytesToHex(bytes, ' ')}</code>
      <span className="quiet history-note">{PHASE_WORDS[phase]}</span>
    </>
  );
}

const FLIGHT_WORDS = {
  begun: 'compared, nothing written yet',
  int3: 'int3 written',
  tail: 'last four bytes written',
  first: 'first byte written',
  whole: 'all bytes written at once',
  copy: 'copied, the image is not live yet',
} as const;

interface SiteBytesProps {
  readonly site: SiteView;
  readonly poke: PokeDescriptor;
  readonly isMain: boolean;
}

/** Five bytes as memory has them, what they are to a CPU, and what they are on the way to. */
function SiteBytes({ site: { site, bytes, poke: flight }, poke, isMain }: SiteBytesProps) {
  const { result, names } = useMachine();
  const print = useSitePrinter(
    (site.which === 'bypass' ? poke.tailcallBypass : null) ?? poke.tailcallTarget,
  );
  return (
    <li className={isMain ? 'memory-site is-main' : 'memory-site'}>
      <Thing
        selection={{ kind: 'site', site }}
        className={`site-bytes${flight ? ' is-flying' : ''}`}
      >
        <span className={`site-which is-${site.which}`}>{names.siteWord(site)}</span>
        <code>{bytesToHex(bytes, ' ')}</code>
      </Thing>
      <p className="memory-text">
        <code>{siteText(bytes, print)}</code>
        <span className="quiet">{doesWords(site.which, bytes)}</span>
      </p>
      {flight && (
        <p className="memory-flight">
          <span>
            {FLIGHT_WORDS[flight.phase]}, {flight.synced ? 'every CPU synced' : 'not synced yet'}
          </span>
          <code>
            {siteText(flight.old, print)} → {siteText(flight.new, print)}
          </code>
        </p>
      )}
      <span className="visually-hidden">
        {names.site(site)} of {result.progs[site.progIdx]?.name}
      </span>
    </li>
  );
}

function useSitePrinter(addr: bigint): (bytes: Uint8Array) => string {
  const { result, syntax } = useMachine();
  const print = useMemo(() => makeX86Printer(result), [result]);
  return (bytes) => print(bytes, addr, syntax);
}

const INT3 = 0xcc;
const JMP = 0xe9;

function doesWords(which: 'bypass' | 'target', bytes: Uint8Array): string {
  if (bytes[0] === INT3) return 'traps: the handler acts as the new instruction';
  if (bytes[0] === JMP) {
    return which === 'bypass' ? 'jumps over the tail call' : 'takes the tail call';
  }
  return which === 'bypass' ? 'unwinds, for the tail call' : 'falls through';
}

/** The fields of struct bpf_jit_poke_descriptor. */
function DescFacts({ desc, poke }: { desc: DescView; poke: PokeDescriptor }) {
  const { result, names } = useMachine();
  const { progIdx } = desc;
  const { funcIdx, targetOff, bypassOff } = poke;
  const image = result.progs[progIdx]?.jit?.funcs[funcIdx];
  const backOff = image ? Number(poke.bypassAddr - image.addr) : 0;
  const mapAddr = result.mapAddrs[poke.mapIdx];
  return (
    <Facts label="Fields of the poke descriptor" hasCode>
      <Fact name={bypassOff === null ? 'ip' : 'tailcall_target'} isCode>
        <AddrPlace place={{ progIdx, funcIdx, byteOff: targetOff }} length={5} />
      </Fact>
      {bypassOff !== null && (
        <>
          <Fact name="tailcall_bypass" isCode>
            <AddrPlace place={{ progIdx, funcIdx, byteOff: bypassOff }} length={5} />
          </Fact>
          <Fact name="bypass_addr" isCode>
            <AddrPlace place={{ progIdx, funcIdx, byteOff: backOff }} length={1} />
          </Fact>
        </>
      )}
      <Fact name="adj_off" isCode>
        <code>0x{poke.adjOff.toString(16)}</code>
        <span className="quiet">a tail call lands that far in</span>
      </Fact>
      <Fact name="tail_call.map" isCode>
        <code>{names.progArray(poke.mapIdx)}</code>
        {mapAddr !== undefined && <code className="quiet">{mapAddr.toString(16)}</code>}
      </Fact>
      <Fact name="tail_call.key" isCode>
        <Thing selection={{ kind: 'slot', mapIdx: poke.mapIdx, key: poke.key }}>
          <code>{poke.key}</code>
        </Thing>
      </Fact>
      <Fact name="insn_idx" isCode>
        <Thing selection={{ kind: 'insn', progIdx, insnIdx: poke.insnIdx }}>
          <code>{poke.insnIdx}</code>
        </Thing>
        <span className="quiet">of the xlated program</span>
      </Fact>
      <Fact name="aux" isCode>
        <Thing selection={{ kind: 'prog', progIdx }}>
          <code>{names.func(progIdx, funcIdx)}</code>
        </Thing>
        <span className="quiet">owns the code</span>
      </Fact>
      <Fact name={bypassOff === null ? 'ip_stable' : 'tailcall_target_stable'} isCode>
        <code>{String(desc.stable)}</code>
      </Fact>
      <Fact name="reason" isCode>
        <code>BPF_POKE_REASON_TAIL_CALL</code>
      </Fact>
    </Facts>
  );
}
