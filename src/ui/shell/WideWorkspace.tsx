import { type RefObject, useEffect, useState } from 'react';
import {
  Group,
  type GroupImperativeHandle,
  type Layout,
  Panel,
  Separator,
  useDefaultLayout,
  useGroupRef,
} from 'react-resizable-panels';
import { safeStorage } from '../../store/safe-storage.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { useSignal } from '../shared/signals.ts';
import { layoutStorage } from './layout-storage.ts';
import { PaneBoundary } from './PaneBoundary.tsx';
import { usePage, usePageStore } from './page-context.tsx';
import { ConnectedBytes, ConnectedMachine, LowerPane } from './panes.tsx';

const kept = safeStorage(() => localStorage);

/** Shares of the window at first, in percent. */
const COLUMNS: Layout = { editor: 29, bytes: 47, machine: 24 };
const ROWS: Layout = { upper: 60, timeline: 40 };
/** What stands above the lanes is as high in a low window, and leaves them less. */
const LOW_ROWS: Layout = { upper: 53, timeline: 47 };
const LOW = '(max-height: 820px)';
const PIPELINE_ROWS: Layout = { upper: 40, timeline: 60 };

/** A group of panes that keeps its layout, and goes back to the first one when it is asked to. */
function useKeptLayout(id: string, first: Layout, isBorrowed: () => boolean) {
  const groupRef = useGroupRef();
  const [storage] = useState(() => layoutStorage(kept, isBorrowed));
  const layout = useDefaultLayout({ id, storage });
  useSignal('reset-layout', () => groupRef.current?.setLayout(first));
  return { groupRef, ...layout };
}

function Columns() {
  return (
    <Group orientation="horizontal" {...useKeptLayout('pokescope-columns', COLUMNS, () => false)}>
      <Panel id="editor" defaultSize="29%" minSize={220}>
        <PaneBoundary label="The editor">
          <EditorPane />
        </PaneBoundary>
      </Panel>
      <Separator className="splitter is-upright" aria-label="Width of the editor" />
      <Panel id="bytes" defaultSize="47%" minSize={260}>
        <PaneBoundary label="The bytes">
          <ConnectedBytes />
        </PaneBoundary>
      </Panel>
      <Separator className="splitter is-upright" aria-label="Width of the machine" />
      <Panel id="machine" defaultSize="24%" minSize={200}>
        <PaneBoundary label="The machine">
          <ConnectedMachine />
        </PaneBoundary>
      </Panel>
    </Group>
  );
}

/** Gives the pipeline more of the page than the timeline has, and takes it back behind it. */
function useRoomBelow(group: RefObject<GroupImperativeHandle | null>): void {
  const isPipeline = usePage((page) => page.lowerView === 'pipeline');
  useEffect(() => {
    const before = group.current?.getLayout();
    if (!isPipeline || !before) return undefined;
    group.current?.setLayout(PIPELINE_ROWS);
    const handle = group.current;
    return () => {
      handle?.setLayout(before);
    };
  }, [isPipeline, group]);
}

/** Editor, bytes and machine side by side, steering and timeline below; all edges can be moved. */
export function WideWorkspace() {
  const store = usePageStore();
  const [first] = useState(() => (matchMedia(LOW).matches ? LOW_ROWS : ROWS));
  const isPipeline = (): boolean => store.getState().lowerView === 'pipeline';
  const rows = useKeptLayout('pokescope-rows', first, isPipeline);
  useRoomBelow(rows.groupRef);
  return (
    <Group orientation="vertical" className="workspace" {...rows}>
      <Panel id="upper" defaultSize={`${first['upper']}%`} minSize={160}>
        <Columns />
      </Panel>
      <Separator className="splitter is-level" aria-label="Height of the timeline" />
      <Panel id="timeline" defaultSize={`${first['timeline']}%`} minSize={140}>
        <PaneBoundary label="The timeline">
          <LowerPane />
        </PaneBoundary>
      </Panel>
    </Group>
  );
}
