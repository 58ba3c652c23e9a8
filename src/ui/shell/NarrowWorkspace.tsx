import { type KeyboardEvent, useRef } from 'react';
import type { Pane } from '../../store/model.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { useActions, usePage } from './page-context.tsx';
import { ConnectedBytes, ConnectedMachine, ConnectedTimeline, FoldedVerdict } from './panes.tsx';
import { SteerButton, StepBar } from './StepBar.tsx';

const TABS: readonly { pane: Pane; label: string }[] = [
  { pane: 'editor', label: 'Text' },
  { pane: 'bytes', label: 'Bytes' },
  { pane: 'machine', label: 'Machine' },
  { pane: 'timeline', label: 'Timeline' },
];

const MOVES: Readonly<Record<string, (idx: number) => number>> = {
  ArrowRight: (idx) => idx + 1,
  ArrowLeft: (idx) => idx - 1,
  Home: () => 0,
  End: () => TABS.length - 1,
};

function Tabs() {
  const { setPane } = useActions();
  const pane = usePage((page) => page.pane);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const current = TABS.findIndex((tab) => tab.pane === pane);
    const next = TABS[(move(current) + TABS.length) % TABS.length];
    if (!next) return;
    setPane(next.pane);
    list.current?.querySelector<HTMLElement>(`#tab-${next.pane}`)?.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label="Panes" onKeyDown={onKeyDown}>
      {TABS.map((tab) => (
        <button
          key={tab.pane}
          type="button"
          role="tab"
          id={`tab-${tab.pane}`}
          aria-selected={tab.pane === pane}
          aria-controls="tab-panel"
          tabIndex={tab.pane === pane ? 0 : -1}
          className="tab"
          onClick={() => setPane(tab.pane)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

/** One pane at a time, with the steps always within reach of a thumb. */
export function NarrowWorkspace({ onSteer }: { onSteer: () => void }) {
  const pane = usePage((page) => page.pane);
  return (
    <div className="narrow">
      <Tabs />
      <div className="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${pane}`}>
        {pane !== 'editor' && (
          <h2 className="visually-hidden">{TABS.find((tab) => tab.pane === pane)?.label}</h2>
        )}
        {pane === 'editor' && <EditorPane />}
        {pane === 'bytes' && <ConnectedBytes />}
        {pane === 'machine' && <ConnectedMachine />}
        {pane === 'timeline' && <ConnectedTimeline />}
      </div>
      <FoldedVerdict />
      {pane === 'timeline' ? <SteerButton onSteer={onSteer} /> : <StepBar onSteer={onSteer} />}
    </div>
  );
}
