import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Pane } from '../../store/model.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { signals } from '../shared/signals.ts';
import './narrow.css';
import { ConnectedExplorer } from './ConnectedExplorer.tsx';
import { PaneBoundary } from './PaneBoundary.tsx';
import { useActions, usePage } from './page-context.tsx';
import {
  ConnectedBytes,
  ConnectedMachine,
  ConnectedPipeline,
  ConnectedTimeline,
  FoldedVerdict,
} from './panes.tsx';
import { SteerButton, StepBar } from './StepBar.tsx';
import { ViewSheet } from './ViewSheet.tsx';

const TABS = [
  { pane: 'editor', label: 'Text', View: EditorPane },
  { pane: 'bytes', label: 'Bytes', View: ConnectedBytes },
  { pane: 'machine', label: 'Machine', View: ConnectedMachine },
  { pane: 'timeline', label: 'Timeline', View: ConnectedTimeline },
  { pane: 'explore', label: 'Explore', View: ConnectedExplorer },
] as const;

/** The pipeline over the panes: it follows a line by itself. */
function PipelineSheet() {
  const { setLowerView } = useActions();
  const isOpen = usePage((page) => page.lowerView === 'pipeline');
  return (
    <ViewSheet title="Pipeline" isOpen={isOpen} onClose={() => setLowerView('run')}>
      <ConnectedPipeline />
    </ViewSheet>
  );
}

/** One pane at a time, with the steps always within reach of a thumb. */
export function NarrowWorkspace() {
  const { setPane } = useActions();
  const pane = usePage((page) => page.pane);
  const openSteer = (): void => signals.emit('open-dialog', 'steer');
  return (
    <div className="narrow">
      <Tabs
        className="narrow-tabs"
        selectedKey={pane}
        onSelectionChange={(key) => setPane(key as Pane)}
      >
        <TabList className="tabs" aria-label="Panes">
          {TABS.map((tab) => (
            <Tab key={tab.pane} id={tab.pane} className="tab">
              {tab.label}
            </Tab>
          ))}
        </TabList>
        {TABS.map(({ pane: id, label, View }) => (
          <TabPanel key={id} id={id} className="tab-panel">
            {id !== 'editor' && <h2 className="visually-hidden">{label}</h2>}
            <PaneBoundary label={label}>
              <View />
            </PaneBoundary>
          </TabPanel>
        ))}
      </Tabs>
      <FoldedVerdict />
      <PipelineSheet />
      {pane === 'timeline' ? <SteerButton onSteer={openSteer} /> : <StepBar onSteer={openSteer} />}
    </div>
  );
}
