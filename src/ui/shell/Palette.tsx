import { Fragment, useMemo } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  TextField,
  useFilter,
} from 'react-aria-components';
import { LABS } from '../../store/labs.ts';
import type { PageStore } from '../../store/page-store.ts';
import { COMMAND_GROUPS } from '../commands/command.ts';
import { COMMANDS } from '../commands/registry.ts';
import { runCommand } from '../commands/run-command.ts';
import type { DialogProps } from './dialog-props.ts';
import './palette.css';
import { usePageStore } from './page-context.tsx';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Everything that can be asked for by name: the commands, then the labs. */
function groupsOf(store: PageStore): readonly Group[] {
  const commands = COMMAND_GROUPS.map((group) => ({
    title: group,
    entries: COMMANDS.filter((command) => command.group === group && command.id !== 'palette').map(
      (command) => ({
        id: command.id,
        title: command.title,
        keys: command.shown,
        run: () => runCommand(command, store),
      }),
    ),
  }));
  const labs = LABS.map((lab) => ({
    id: `lab-${lab.id}`,
    title: lab.title,
    keys: [],
    run: () => store.getState().openLab(lab.id),
  }));
  return [...commands, { title: 'Labs', entries: labs }].filter(
    ({ entries }) => entries.length > 0,
  );
}

function EntryItem({ entry }: { entry: Entry }) {
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.title}
      aria-label={[entry.title, ...entry.keys].join(' ')}
      className="palette-item"
    >
      <span className="palette-title">{entry.title}</span>{' '}
      <span className="palette-keys">
        {entry.keys.map((key) => (
          <Fragment key={key}>
            <kbd>{key}</kbd>{' '}
          </Fragment>
        ))}
      </span>
    </MenuItem>
  );
}

/** One field that finds any command or lab by its name and runs it. */
export function Palette({ isOpen, onClose }: DialogProps) {
  const store = usePageStore();
  const { contains } = useFilter({ sensitivity: 'base' });
  const groups = useMemo(() => groupsOf(store), [store]);
  const run = (id: string | number): void => {
    onClose();
    const entry = groups.flatMap(({ entries }) => entries).find((found) => found.id === id);
    // Behind the closing: what the command opens takes the focus that the palette gives back.
    setTimeout(() => entry?.run(), 0);
  };
  return (
    <ModalOverlay
      className="palette-overlay"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className="palette">
        <Dialog aria-label="Find a command" className="palette-dialog">
          <Autocomplete filter={contains}>
            <TextField aria-label="Command or lab" autoFocus className="palette-field">
              <Input placeholder="Command or lab" className="palette-input" />
            </TextField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled list must be reachable */}
            <div className="palette-list" tabIndex={0} role="group" aria-label="What was found">
              <Menu
                aria-label="Commands and labs"
                onAction={run}
                renderEmptyState={() => (
                  <p className="palette-none">No command or lab of this name.</p>
                )}
              >
                {groups.map((group) => (
                  <MenuSection key={group.title} id={`group-${group.title}`}>
                    <Header className="palette-group">{group.title}</Header>
                    {group.entries.map((entry) => (
                      <EntryItem key={entry.id} entry={entry} />
                    ))}
                  </MenuSection>
                ))}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
