import { useEffect, useEffectEvent, useRef } from 'react';
import { Button, ToggleButton, ToggleButtonGroup, Toolbar } from 'react-aria-components';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { Pane } from '../../store/model.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { PaneBoundary } from './PaneBoundary.tsx';
import './presentation.css';
import { ConnectedExplorer } from './ConnectedExplorer.tsx';
import { useActions, usePage, usePageStore } from './page-context.tsx';
import { ConnectedBytes, ConnectedMachine, ConnectedTimeline } from './panes.tsx';
import { chosenPanes } from './presented-panes.ts';
import { StepNotes } from './StepNotes.tsx';

const PANES: readonly { pane: Pane; label: string; View: () => React.ReactNode }[] = [
  { pane: 'editor', label: 'Text', View: EditorPane },
  { pane: 'bytes', label: 'Bytes', View: ConnectedBytes },
  { pane: 'machine', label: 'Machine', View: ConnectedMachine },
  { pane: 'timeline', label: 'Timeline', View: ConnectedTimeline },
  { pane: 'explore', label: 'Explore', View: ConnectedExplorer },
];

/** Of the height or width, where two share it. */
const SHARE: Readonly<Record<Pane, string>> = {
  editor: '50%',
  bytes: '58%',
  machine: '42%',
  timeline: '42%',
  explore: '42%',
};

/** Keys that clickers send, and the way out. */
const CLICKER: Readonly<Record<string, 'on' | 'back' | 'out'>> = {
  PageDown: 'on',
  PageUp: 'back',
  ArrowDown: 'on',
  ArrowUp: 'back',
  Enter: 'on',
  Escape: 'out',
};

const OWN_KEYS = 'button, input, textarea, select, a, .monaco-editor, [role="separator"]';
const TYPING = 'input, textarea, .monaco-editor, [role="dialog"], [role="menu"]';

/** True if what has the focus has a use of its own for the key. */
function isTheirs(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || key.startsWith('Page')) return false;
  return target.closest(key === 'Escape' ? TYPING : OWN_KEYS) !== null;
}

function useClicker(): void {
  const store = usePageStore();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const meaning = CLICKER[event.key];
    if (!meaning || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTheirs(event.target, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { step, present } = store.getState();
    if (meaning === 'out') present(null);
    else step(meaning === 'on' ? 1 : -1);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}

function Controls({ panes }: { panes: readonly Pane[] }) {
  const { present, step, playPause } = useActions();
  const playing = usePage((page) => page.playing);
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  return (
    <div className="present-tools">
      <ToggleButtonGroup
        aria-label="Panes, two at most"
        selectionMode="multiple"
        disallowEmptySelection
        selectedKeys={panes}
        onSelectionChange={(chosen) => present(chosenPanes(panes, chosen))}
        className="present-panes"
      >
        {PANES.map(({ pane, label }) => (
          <ToggleButton key={pane} id={pane} className="present-pane">
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Toolbar aria-label="Steps" className="present-steps">
        <Button className="button" isDisabled={cursor === 0} onPress={() => step(-1)}>
          Back
        </Button>
        <Button className="button" onPress={playPause}>
          {playing ? 'Pause' : 'Play'}
        </Button>
        <Button className="button" isDisabled={cursor === steps} onPress={() => step(1)}>
          Next
        </Button>
        <Button className="button is-quiet" onPress={() => present(null)}>
          Leave <kbd>Esc</kbd>
        </Button>
      </Toolbar>
    </div>
  );
}

function Stage({ panes }: { panes: readonly Pane[] }) {
  const shown = PANES.filter(({ pane }) => panes.includes(pane));
  // A timeline is wide: beside nothing, below the other.
  const upright = panes.includes('timeline');
  return (
    <Group
      key={panes.join()}
      orientation={upright ? 'vertical' : 'horizontal'}
      className="present-stage"
    >
      {shown.flatMap(({ pane, label, View }, idx) => [
        idx > 0 && (
          <Separator
            key={`before-${pane}`}
            className={upright ? 'splitter is-level' : 'splitter is-upright'}
            aria-label="Size of the panes"
          />
        ),
        <Panel key={pane} id={pane} minSize={140} defaultSize={SHARE[pane]}>
          <PaneBoundary label={label}>
            <View />
          </PaneBoundary>
        </Panel>,
      ])}
    </Group>
  );
}

/** For a wall: one pane or two, large, with what the step does in a sentence below. */
export function Presentation({ panes }: { panes: readonly Pane[] }) {
  const stage = useRef<HTMLElement>(null);
  useClicker();
  useEffect(() => {
    // Clickers type keys: they shall not meet what had the focus before.
    stage.current?.focus();
    document.documentElement.dataset['presenting'] = '';
    return () => {
      delete document.documentElement.dataset['presenting'];
    };
  }, []);
  return (
    <main ref={stage} className="present" aria-label="Presentation" tabIndex={-1}>
      <Stage panes={panes} />
      <footer className="present-foot">
        <StepNotes />
        <Controls panes={panes} />
      </footer>
    </main>
  );
}
