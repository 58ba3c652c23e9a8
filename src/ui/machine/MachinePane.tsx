import { useMemo } from 'react';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import '../shared/shared.css';
import './machine.css';
import { indexHighlight } from '../shared/highlight-index.ts';
import { labNames } from '../shared/lab-names.ts';
import { ChoiceList } from './ChoiceList.tsx';
import { NowPanel } from './NowPanel.tsx';
import { ProgList } from './ProgList.tsx';
import { ProtocolPane } from './ProtocolPane.tsx';
import { SiteList } from './SiteList.tsx';
import { SlotList } from './SlotList.tsx';

export interface MachinePaneProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  /** The machine at the cursor; null before the lab can run. */
  readonly view: MachineView | null;
  readonly highlight: Highlight;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** What is true at the cursor: the call under way, sites, slots, programs, the protocol's line. */
export function MachinePane({ result, text, view, highlight, onHover, onPin }: MachinePaneProps) {
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
      <SiteList {...pointing} result={result} view={view} names={names} lit={lit} />
      <SlotList {...pointing} result={result} view={view} names={names} />
      <ChoiceList {...pointing} result={result} text={text} />
      <ProgList result={result} view={view} />
      <ProtocolPane result={result} cursor={view.cursor} />
    </section>
  );
}
