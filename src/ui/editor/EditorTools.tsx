import { useState } from 'react';
import {
  Button,
  Collection,
  Dialog,
  DialogTrigger,
  Popover,
  ToggleButton,
  Tree,
  TreeItem,
  TreeItemContent,
} from 'react-aria-components';
import type { OutlineEntry } from '../../core/language/index.ts';
import { signals } from '../shared/signals.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { EDITOR_ACTIONS } from './editor-actions.ts';
import './editor-tools.css';
import { reveal } from './jump.ts';
import { useCaretPath, useOutline } from './use-outline.ts';

const KIND_WORDS: Readonly<Record<OutlineEntry['kind'], string>> = {
  map: 'map',
  program: 'prog',
  function: 'func',
  label: 'label',
  protocol: 'protocol',
  section: '',
};

interface Row {
  readonly id: string;
  readonly entry: OutlineEntry;
  readonly rows: readonly Row[];
}

/** Names may come twice; places do not. */
function rowsOf(entries: readonly OutlineEntry[]): readonly Row[] {
  return entries.map((entry) => ({
    id: `${entry.span.start} ${entry.name}`,
    entry,
    rows: rowsOf(entry.children),
  }));
}

function idsOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ id, rows: inner }) => [id, ...idsOf(inner)]);
}

function OutlineRow({ row: { id, entry, rows } }: { row: Row }) {
  return (
    <TreeItem id={id} textValue={entry.name} className="outline-row">
      <TreeItemContent>
        {({ level }) => (
          <span className="outline-entry" style={{ paddingLeft: (level - 1) * 16 }}>
            {KIND_WORDS[entry.kind] && (
              <span className="outline-kind">{KIND_WORDS[entry.kind]}</span>
            )}
            <span className="outline-name">{entry.name}</span>
            <span className="outline-detail">{entry.detail}</span>
          </span>
        )}
      </TreeItemContent>
      <Collection items={rows}>{(inner) => <OutlineRow row={inner} />}</Collection>
    </TreeItem>
  );
}

function OutlineTree({ outline, onLeave }: { outline: readonly OutlineEntry[]; onLeave(): void }) {
  const rows = rowsOf(outline);
  const flat = (all: readonly Row[]): Row[] => all.flatMap((row) => [row, ...flat(row.rows)]);
  const go = (id: string | number): void => {
    const found = flat(rows).find((row) => row.id === id);
    onLeave();
    // Behind the closing, which gives the focus back to the button.
    if (found) setTimeout(() => reveal(found.entry.nameSpan));
  };
  return (
    <Tree
      aria-label="Outline of the text"
      className="outline"
      items={rows}
      defaultExpandedKeys={idsOf(rows)}
      onAction={go}
      renderEmptyState={() => <p className="outline-empty">Nothing is declared yet</p>}
      // biome-ignore lint/a11y/noAutofocus: opened by the user, to choose from
      autoFocus="first"
    >
      {(row) => <OutlineRow row={row} />}
    </Tree>
  );
}

/** Where the caret is, as a button that opens the outline. */
function Outline() {
  const outline = useOutline();
  const path = useCaretPath(outline);
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="tool outline-button" aria-label={`Outline, at ${path || 'the top'}`}>
        <span className="outline-path">{path || 'Outline'}</span>
        <span aria-hidden="true" className="caret" />
      </Button>
      <Popover className="outline-popover" placement="bottom start" offset={4}>
        <Dialog aria-label="Outline" className="outline-dialog">
          <OutlineTree outline={outline} onLeave={() => setOpen(false)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** What the bar over the text offers. */
export function EditorTools({ hasNotes }: { hasNotes: boolean }) {
  const { setInlayNotes } = useActions();
  const notes = usePage((page) => page.inlayNotes);
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  return (
    <>
      <Outline />
      <span className="tool-space" />
      {hasNotes && (
        <ToggleButton className="tool" isSelected={notes} onChange={setInlayNotes}>
          Notes
        </ToggleButton>
      )}
      {!readOnly && (
        <Button
          className="tool"
          onPress={() => signals.emit('editor-action', EDITOR_ACTIONS.format)}
        >
          Format
        </Button>
      )}
    </>
  );
}
