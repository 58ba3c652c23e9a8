import { useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Pane } from '../../store/model.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { useSize } from '../shared/use-size.ts';
import { ConnectedExplorer } from '../shell/ConnectedExplorer.tsx';
import { PaneBoundary } from '../shell/PaneBoundary.tsx';
import { useActions, usePage } from '../shell/page-context.tsx';
import {
  ConnectedBytes,
  ConnectedMachine,
  ConnectedPipeline,
  ConnectedTimeline,
} from '../shell/panes.tsx';
import { arrange } from './arrange.ts';
import { EmbedTransport } from './EmbedTransport.tsx';

/** A link may say that the pipeline stands there. */
function LowerView() {
  const { setLowerView } = useActions();
  const view = usePage((page) => page.lowerView);
  if (view === 'run') return <ConnectedTimeline />;
  return <ConnectedPipeline onClose={() => setLowerView('run')} />;
}

const VIEWS = {
  editor: EditorPane,
  bytes: ConnectedBytes,
  machine: ConnectedMachine,
  timeline: LowerView,
  explore: ConnectedExplorer,
} as const;

const PANE_NAMES: Readonly<Record<Pane, string>> = {
  editor: 'Text',
  bytes: 'Bytes',
  machine: 'Machine',
  timeline: 'Timeline',
  explore: 'Explore',
};

function View({ pane }: { pane: Pane }) {
  const Shown = VIEWS[pane];
  return (
    <div className={`embed-pane is-${pane}`}>
      <PaneBoundary label={PANE_NAMES[pane]}>
        <Shown />
      </PaneBoundary>
    </div>
  );
}

function TabbedPanes({ panes }: { panes: readonly Pane[] }) {
  const [shown, setShown] = useState<Pane>(panes[0] ?? 'bytes');
  return (
    <Tabs
      className="embed-tabs"
      selectedKey={shown}
      onSelectionChange={(key) => setShown(panes.find((pane) => pane === key) ?? shown)}
    >
      <TabList className="embed-tab-list" aria-label="Panes">
        {panes.map((pane) => (
          <Tab key={pane} id={pane} className="embed-tab">
            {PANE_NAMES[pane]}
          </Tab>
        ))}
      </TabList>
      {panes.map((pane) => (
        <TabPanel key={pane} id={pane} className="embed-tab-panel">
          <View pane={pane} />
        </TabPanel>
      ))}
      {shown !== 'timeline' && <EmbedTransport />}
    </Tabs>
  );
}

/** The panes that the address names, as the frame has room for them, and the steps below. */
export function EmbedPanes({ panes }: { panes: readonly Pane[] }) {
  const room = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(room);
  const rows = arrange(panes, width, height);
  return (
    <>
      <div ref={room} className="embed-room">
        {width > 0 && rows === 'tabs' && <TabbedPanes panes={panes} />}
        {width > 0 &&
          rows !== 'tabs' &&
          rows.map((row) => (
            <div key={row.join()} className={`embed-row is-${row[0]}`}>
              {row.map((pane) => (
                <View key={pane} pane={pane} />
              ))}
            </div>
          ))}
      </div>
      {!panes.includes('timeline') && rows !== 'tabs' && <EmbedTransport />}
    </>
  );
}
