import { EditorPane } from '../editor/EditorPane.tsx';
import { ConnectedBytes, ConnectedMachine, ConnectedTimeline } from './panes.tsx';
import { Split } from './Split.tsx';

function Columns() {
  return (
    <Split
      direction="row"
      edges={['Width of the editor', 'Width of the bytes']}
      panes={[
        { id: 'editor', share: 0.29, least: 220, content: <EditorPane /> },
        { id: 'bytes', share: 0.47, least: 260, content: <ConnectedBytes /> },
        { id: 'machine', share: 0.24, least: 200, content: <ConnectedMachine /> },
      ]}
    />
  );
}

/** Editor, bytes and machine side by side, the timeline below; all edges can be moved. */
export function WideWorkspace() {
  return (
    <Split
      direction="column"
      edges={['Height of the upper panes']}
      panes={[
        { id: 'upper', share: 0.66, least: 160, content: <Columns /> },
        { id: 'timeline', share: 0.34, least: 120, content: <ConnectedTimeline /> },
      ]}
    />
  );
}
