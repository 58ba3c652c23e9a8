import { type ComponentType, type ReactNode, useMemo } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { MachineView, Session } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { historyOf } from '../../store/histories.ts';
import type { Highlight, Page, Selection } from '../../store/model.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import '../shared/shared.css';
import './machine.css';
import './things.css';
import './cpus.css';
import './stack.css';
import { NO_HIGHLIGHT } from '../shared/highlight-index.ts';
import { labNames } from '../shared/lab-names.ts';
import type { CpuListProps } from './CpuList.tsx';
import { Inspector } from './Inspector.tsx';
import { litThings } from './lit-things.ts';
import { type MachineTools, ToolsContext } from './machine-tools.ts';
import { Overview } from './Overview.tsx';
import { ProtocolPane, type ProtocolPaneProps } from './ProtocolPane.tsx';
import { selectionName } from './selection-names.ts';
import { type MachineTab, showMachineTab, useMachineTab } from './tab-state.ts';

export interface MachinePaneProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  /** The present text has no picture of its own: this one is of an older text. */
  readonly stale?: boolean;
  /** The machine at the cursor; null before the lab can run. */
  readonly view: MachineView | null;
  /** Reads registers and stacks; without it the cards show what the steps say. */
  readonly session?: Session | null;
  /** x86 instructions done inside the step that follows the cursor. */
  readonly inside?: number;
  /** All that goes wrong in the run. */
  readonly verdicts?: readonly VerdictEntry[];
  /** A prediction is asked for: nothing says what goes wrong. */
  readonly isMuted?: boolean;
  /** Says steps in words. */
  readonly sentenceOf?: SentenceOf;
  /** Stands in the card of each CPU. */
  readonly CpuControls?: CpuListProps['Controls'];
  /** Stands in the gutter of each line of a protocol. */
  readonly LineControl?: ProtocolPaneProps['LineControl'];
  /** A part beside the machine's own, for a page that has no other place for it. */
  readonly Explorer?: ComponentType;
  readonly syntax?: Page['syntax'];
  readonly pinned?: Selection | null;
  /** What the pinned thing touches. */
  readonly touched?: Highlight;
  readonly hovered?: Selection | null;
  /** What is lit: what the hovered or else the pinned thing touches. */
  readonly highlight: Highlight;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  onSeek(cursor: number): void;
}

const NO_VERDICTS: readonly VerdictEntry[] = [];
const noSentence = (): string => '';

/** What is true at the cursor: the machine as a whole, one thing in depth, or the protocols. */
export function MachinePane(props: MachinePaneProps) {
  const { result, view, stale = false } = props;
  const tools = useTools(props);
  if (!view && !props.Explorer) return <Blank result={result} />;
  return (
    <section className={`machine-pane${stale ? ' is-stale' : ''}`} aria-label="Machine">
      <ToolsContext value={tools}>
        <MachineTabs {...props} tools={tools} />
      </ToolsContext>
    </section>
  );
}

function useTools(props: MachinePaneProps): MachineTools {
  const { result, text, highlight, pinned = null, hovered = null, syntax = 'att' } = props;
  const { onHover, onPin, onSeek, isMuted = false } = props;
  const names = useMemo(() => labNames(result), [result]);
  const lit = useMemo(
    () => litThings(result, { pinned, hovered, highlight }),
    [result, pinned, hovered, highlight],
  );
  return useMemo(
    () => ({
      result,
      text,
      names,
      history: historyOf(result),
      syntax,
      lit,
      isMuted,
      onHover,
      onPin,
      onSeek,
    }),
    [result, text, names, syntax, lit, isMuted, onHover, onPin, onSeek],
  );
}

/** Before a lab runs: why there is nothing, and what to do. */
function Blank({ result }: { result: LabResult }) {
  const hasPrograms = result.progs.length > 0;
  return (
    <section className="machine-pane is-blank" aria-label="Machine">
      <BlankWords hasPrograms={hasPrograms} />
    </section>
  );
}

function BlankWords({ hasPrograms }: { hasPrograms: boolean }) {
  return (
    <div className="blank-words">
      <p className="blank-title">{hasPrograms ? 'The machine has not started' : 'No programs'}</p>
      <p>
        {hasPrograms
          ? 'It starts when every program assembles and loads. The problems below the text say what is in the way.'
          : 'A lab needs at least one .prog, and a .cpu that runs or updates something.'}
      </p>
    </div>
  );
}

interface MachineTabsProps extends MachinePaneProps {
  readonly tools: MachineTools;
}

interface PartProps {
  readonly id: MachineTab;
  readonly view: MachineView | null;
  readonly hasPrograms: boolean;
  readonly part: (view: MachineView) => ReactNode;
}

/** A part of the machine, or why there is none. */
function Part({ id, view, hasPrograms, part }: PartProps) {
  return (
    <TabPanel id={id} className={view ? 'machine-panel' : 'machine-panel is-blank'}>
      {view ? part(view) : <BlankWords hasPrograms={hasPrograms} />}
    </TabPanel>
  );
}

function MachineTabs({ tools, ...props }: MachineTabsProps) {
  const { view, Explorer } = props;
  const chosen = useMachineTab();
  const tab = chosen === 'explore' && !Explorer ? 'machine' : chosen;
  const common = { view, hasPrograms: props.result.progs.length > 0 };
  const session = props.session ?? null;
  const sentenceOf = props.sentenceOf ?? noSentence;
  return (
    <Tabs
      className="machine-tabs"
      selectedKey={tab}
      onSelectionChange={(key) => showMachineTab(key as MachineTab)}
    >
      <TabRow tools={tools} stale={props.stale ?? false} explores={Explorer !== undefined} />
      <Part
        {...common}
        id="machine"
        part={(shown) => (
          <Overview
            view={shown}
            session={session}
            inside={props.inside ?? 0}
            verdicts={props.verdicts ?? NO_VERDICTS}
            CpuControls={props.CpuControls}
          />
        )}
      />
      <Part
        {...common}
        id="inspector"
        part={(shown) => (
          <Inspector
            view={shown}
            session={session}
            inside={props.inside ?? 0}
            sentenceOf={sentenceOf}
            touched={props.touched ?? NO_HIGHLIGHT}
          />
        )}
      />
      <Part
        {...common}
        id="protocol"
        part={(shown) => (
          <ProtocolPane view={shown} session={session} LineControl={props.LineControl} />
        )}
      />
      {Explorer && (
        <TabPanel id="explore" className="machine-panel">
          <Explorer />
        </TabPanel>
      )}
    </Tabs>
  );
}

interface TabRowProps {
  readonly tools: MachineTools;
  readonly stale: boolean;
  readonly explores: boolean;
}

function TabRow({ tools, stale, explores }: TabRowProps) {
  return (
    <div className="machine-tab-row">
      <TabList className="machine-tab-list" aria-label="Parts of the machine">
        <Tab id="machine" className="machine-tab">
          Overview
        </Tab>
        <Tab id="inspector" className="machine-tab">
          Inspector
          {tools.lit.pinned && <PinDot name={selectionName(tools, tools.lit.pinned)} />}
        </Tab>
        <Tab id="protocol" className="machine-tab">
          Protocol
        </Tab>
        {explores && (
          <Tab id="explore" className="machine-tab">
            Explore
          </Tab>
        )}
      </TabList>
      {stale && (
        <span className="stale-mark" title="Of the last text that worked">
          stale
        </span>
      )}
    </div>
  );
}

/** On the inspector's tab: there is something to look at. */
function PinDot({ name }: { name: string }) {
  return (
    <span className="pin-dot" title={`${name} is pinned`}>
      <span className="visually-hidden">: {name} is pinned</span>
    </span>
  );
}
