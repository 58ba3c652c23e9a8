import type { MachineView, Session } from '../../core/machine/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import './inspector.css';
import './inspector-code.css';
import { CodeFacts, InsnFacts, SourceFacts } from './inspect/CodeFacts.tsx';
import { CpuFacts } from './inspect/CpuFacts.tsx';
import { LockFacts } from './inspect/LockFacts.tsx';
import { ProgFacts } from './inspect/ProgFacts.tsx';
import { SiteFacts } from './inspect/SiteFacts.tsx';
import { SlotFacts } from './inspect/SlotFacts.tsx';
import { StepFacts } from './inspect/StepFacts.tsx';
import { useMachine } from './machine-tools.ts';
import { selectionName, siteAt } from './selection-names.ts';

interface InspectorProps {
  readonly view: MachineView;
  readonly session: Session | null;
  readonly inside: number;
  readonly sentenceOf: SentenceOf;
  /** What the pinned thing touches. */
  readonly touched: Highlight;
}

const KIND_WORDS: Readonly<Record<Selection['kind'], string>> = {
  site: 'poke site',
  desc: 'poke descriptor',
  bytes: 'bytes',
  insn: 'BPF instruction',
  source: 'lab text',
  slot: 'slot',
  prog: 'program',
  cpu: 'CPU',
  lock: 'lock',
  step: 'step',
};

/** What is pinned, in depth. */
export function Inspector(props: InspectorProps) {
  const tools = useMachine();
  const { pinned } = tools.lit;
  if (!pinned) return <Nothing />;
  return (
    <div className="machine-scroll inspector">
      <header className="inspector-head">
        <p>
          <span className="quiet">{KIND_WORDS[pinned.kind]}</span>{' '}
          <b className="inspector-name">{selectionName(tools, pinned)}</b>
        </p>
        <button
          type="button"
          className="button is-small is-quiet"
          title="Let go of what is pinned (Esc)"
          onClick={() => tools.onPin(null)}
        >
          Let go <kbd>Esc</kbd>
        </button>
      </header>
      <Subject {...props} pinned={pinned} />
    </div>
  );
}

function Subject({ pinned, ...props }: InspectorProps & { pinned: Selection }) {
  const { result } = useMachine();
  const { view, session, touched } = props;
  switch (pinned.kind) {
    case 'site':
      return <SiteFacts view={view} session={session} {...pinned.site} />;
    case 'desc': {
      const { progIdx, pokeIdx } = pinned;
      return (
        <SiteFacts view={view} session={session} progIdx={progIdx} pokeIdx={pokeIdx} which={null} />
      );
    }
    case 'bytes': {
      const site = siteAt(pinned, result);
      if (site) return <SiteFacts view={view} session={session} {...site} />;
      return <CodeFacts range={pinned} view={view} />;
    }
    case 'insn':
      return <InsnFacts progIdx={pinned.progIdx} insnIdx={pinned.insnIdx} view={view} />;
    case 'source':
      return <SourceFacts selection={pinned} insns={touched.insns} view={view} />;
    case 'slot':
      return <SlotFacts view={view} mapIdx={pinned.mapIdx} slot={pinned.key} />;
    case 'prog':
      return <ProgFacts view={view} progIdx={pinned.progIdx} />;
    case 'cpu':
      return <CpuFacts view={view} session={session} inside={props.inside} actor={pinned.actor} />;
    case 'lock':
      return <LockFacts view={view} lock={pinned.lock} />;
    case 'step':
      return <StepFacts view={view} step={pinned.step} sentenceOf={props.sentenceOf} />;
  }
}

/** Before anything is pinned: what can be, and how. */
function Nothing() {
  return (
    <div className="machine-scroll inspector-empty">
      <p className="blank-title">Nothing is pinned</p>
      <p>
        Click a site, a slot, a CPU, a lock or a program here, a byte or a line elsewhere, or a step
        of the timeline. It stays lit, and everything about it stands here.
      </p>
      <p>
        <kbd>X</kbd> opens this part from anywhere, <kbd>Esc</kbd> lets go.
      </p>
    </div>
  );
}
