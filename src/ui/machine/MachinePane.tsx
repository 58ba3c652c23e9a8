import { useMemo } from 'react';
import type { MachineView, Session } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import '../shared/shared.css';
import './machine.css';
import './cpus.css';
import './stack.css';
import { indexHighlight } from '../shared/highlight-index.ts';
import { labNames } from '../shared/lab-names.ts';
import { ChoiceList } from './ChoiceList.tsx';
import { CpuList, type CpuListProps } from './CpuList.tsx';
import { NowPanel } from './NowPanel.tsx';
import { ProgList } from './ProgList.tsx';
import { ProtocolPane, type ProtocolPaneProps } from './ProtocolPane.tsx';
import { SiteList } from './SiteList.tsx';
import { SlotList } from './SlotList.tsx';

const NO_VERDICTS: readonly VerdictEntry[] = [];

export interface MachinePaneProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  /** The machine at the cursor; null before the lab can run. */
  readonly view: MachineView | null;
  /** Reads registers and stacks; without it the cards show what the steps say. */
  readonly session?: Session | null;
  /** x86 instructions done inside the step that follows the cursor. */
  readonly inside?: number;
  /** All that goes wrong in the run. */
  readonly verdicts?: readonly VerdictEntry[];
  /** Stands in the card of each CPU. */
  readonly CpuControls?: CpuListProps['Controls'];
  /** Stands in the gutter of each line of a protocol. */
  readonly LineControl?: ProtocolPaneProps['LineControl'];
  readonly highlight: Highlight;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** What is true at the cursor: calls under way, CPUs, sites, slots, programs, the protocols' lines. */
export function MachinePane(props: MachinePaneProps) {
  const { result, text, view, highlight, onHover, onPin } = props;
  const names = useMemo(() => labNames(result), [result]);
  const lit = useMemo(() => indexHighlight(highlight), [highlight]);
  if (!view) {
    return (
      <section className="machine-pane is-blank" aria-label="Machine">
        <p>The machine starts when every program assembles and loads.</p>
      </section>
    );
  }
  const pointing = { onHover, onPin };
  return (
    <section className="machine-pane" aria-label="Machine" tabIndex={0}>
      <NowPanel result={result} view={view} names={names} />
      <CpuList
        {...pointing}
        result={result}
        text={text}
        view={view}
        names={names}
        session={props.session ?? null}
        inside={props.inside ?? 0}
        verdicts={props.verdicts ?? NO_VERDICTS}
        Controls={props.CpuControls}
      />
      <SiteList {...pointing} result={result} view={view} names={names} lit={lit} />
      <SlotList {...pointing} result={result} view={view} names={names} />
      <ChoiceList {...pointing} result={result} text={text} />
      <ProgList result={result} view={view} names={names} />
      <ProtocolPane result={result} view={view} LineControl={props.LineControl} />
    </section>
  );
}
