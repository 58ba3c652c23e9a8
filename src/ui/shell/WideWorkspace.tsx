import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { safeStorage } from '../../store/safe-storage.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { ConnectedBytes, ConnectedMachine, LowerPane } from './panes.tsx';

const kept = safeStorage(() => localStorage);
const layoutStorage = {
  getItem: (key: string) => kept.get(key),
  setItem: (key: string, value: string) => {
    kept.set(key, value);
  },
};

function Columns() {
  const layout = useDefaultLayout({ id: 'pokescope-columns', storage: layoutStorage });
  return (
    <Group orientation="horizontal" {...layout}>
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
  );
}

/** Editor, bytes and machine side by side, steering and timeline below; all edges can be moved. */
export function WideWorkspace() {
  const layout = useDefaultLayout({ id: 'pokescope-rows', storage: layoutStorage });
  return (
    <Group orientation="vertical" className="workspace" {...layout}>
      <Panel id="upper" defaultSize="60%" minSize={160}>
        <Columns />
      </Panel>
      <Separator className="splitter is-level" aria-label="Height of the timeline" />
      <Panel id="timeline" defaultSize="40%" minSize={140}>
        <LowerPane />
      </Panel>
    </Group>
  );
}
