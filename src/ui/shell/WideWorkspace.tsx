import { Group, Panel, Separator } from 'react-resizable-panels';
import { EditorPane } from '../editor/EditorPane.tsx';
import { ConnectedBytes, ConnectedMachine, ConnectedTimeline } from './panes.tsx';

/** Editor, bytes and machine side by side, the timeline below; all edges can be moved. */
export function WideWorkspace() {
  return (
    <Group orientation="vertical" className="workspace" id="workspace">
      <Panel id="upper" defaultSize="66%" minSize={160}>
        <Group orientation="horizontal" id="columns">
          <Panel id="editor" defaultSize="29%" minSize={220}>
            <EditorPane />
          </Panel>
          <Separator className="splitter is-upright" aria-label="Width of the editor" />
          <Panel id="bytes" defaultSize="47%" minSize={260}>
            <ConnectedBytes />
          </Panel>
          <Separator className="splitter is-upright" aria-label="Width of the machine" />
          <Panel id="machine" defaultSize="24%" minSize={200}>
            <ConnectedMachine />
          </Panel>
        </Group>
      </Panel>
      <Separator className="splitter is-level" aria-label="Height of the timeline" />
      <Panel id="timeline" minSize={120}>
        <ConnectedTimeline />
      </Panel>
    </Group>
  );
}
