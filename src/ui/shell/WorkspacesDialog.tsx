import { useEffect, useState } from 'react';
import {
  Button,
  FileTrigger,
  Form,
  GridList,
  GridListItem,
  Input,
  Label,
  TextField,
} from 'react-aria-components';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { NamedLab } from '../../store/model.ts';
import { labFileName, readFiles, saveText } from '../shared/lab-files.ts';
import type { DialogProps } from './dialog-props.ts';
import { useActions, usePage } from './page-context.tsx';
import { Sheet } from './Sheet.tsx';
import './workspaces.css';

/** Gives the text on screen a name, under which it is kept and saved from now on. */
function SaveForm() {
  const { saveAs } = useActions();
  const workspace = usePage((page) => page.workspace);
  const title = usePage(selectLabTitle);
  const [name, setName] = useState('');
  return (
    <Form
      className="shelf-form"
      onSubmit={(event) => {
        event.preventDefault();
        void saveAs(name.trim() === '' ? title : name);
        setName('');
      }}
    >
      <TextField value={name} onChange={setName} autoFocus className="shelf-field">
        <Label>{workspace ? 'Keep a copy as' : 'Keep the lab on screen as'}</Label>
        <Input placeholder={title} className="shelf-input" maxLength={80} />
      </TextField>
      <Button type="submit" className="button is-primary">
        Keep
      </Button>
    </Form>
  );
}

function RenameField({ lab, onDone }: { lab: NamedLab; onDone: () => void }) {
  const { renameWorkspace } = useActions();
  const [name, setName] = useState(lab.name);
  return (
    <Form
      className="shelf-rename"
      onSubmit={(event) => {
        event.preventDefault();
        void renameWorkspace(lab.id, name);
        onDone();
      }}
    >
      <TextField
        value={name}
        onChange={setName}
        autoFocus
        aria-label={`New name of ${lab.name}`}
        className="shelf-field"
      >
        <Input className="shelf-input" maxLength={80} />
      </TextField>
      <Button type="submit" className="button">
        Rename
      </Button>
      <Button className="button is-quiet" onPress={onDone}>
        Cancel
      </Button>
    </Form>
  );
}

function LabRow({ lab, isOpen }: { lab: NamedLab; isOpen: boolean }) {
  const { removeWorkspace } = useActions();
  const [renaming, setRenaming] = useState(false);
  const lines = lab.draft.text.split('\n').length;
  return (
    <GridListItem id={lab.id} textValue={lab.name} className="shelf-row">
      {renaming ? (
        <RenameField lab={lab} onDone={() => setRenaming(false)} />
      ) : (
        <>
          <div className="shelf-words">
            <span className="shelf-name">{lab.name}</span>
            <span className="shelf-fine">
              {isOpen && 'on screen, '}
              {lines} {lines === 1 ? 'line' : 'lines'}, {new Date(lab.savedAt).toLocaleString()}
            </span>
          </div>
          <Button
            className="button is-quiet"
            aria-label={`Rename ${lab.name}`}
            onPress={() => setRenaming(true)}
          >
            Rename
          </Button>
          <Button
            className="button is-quiet"
            aria-label={`Save ${lab.name} as a file`}
            onPress={() => saveText(lab.draft.text, labFileName(lab.name))}
          >
            Save as .lab
          </Button>
          <Button
            className="button is-quiet"
            aria-label={`Remove ${lab.name}`}
            onPress={() => void removeWorkspace(lab.id)}
          >
            Remove
          </Button>
        </>
      )}
    </GridListItem>
  );
}

function Shelf({ onClose }: { onClose: () => void }) {
  const { loadWorkspaces, openWorkspace, importLabs } = useActions();
  const labs = usePage((page) => page.workspaces);
  const current = usePage((page) => page.workspace?.id);
  useEffect(() => void loadWorkspaces(), [loadWorkspaces]);
  const importAll = async (files: readonly File[]): Promise<void> => {
    await importLabs(await readFiles(files));
  };
  return (
    <div className="shelf">
      <SaveForm />
      <GridList
        aria-label="My labs"
        className="shelf-list"
        items={labs ?? []}
        dependencies={[current]}
        onAction={(id) => {
          openWorkspace(String(id));
          onClose();
        }}
        renderEmptyState={() => (
          <p className="shelf-empty">
            {labs
              ? 'No lab has a name yet. Keep the one on screen, import .lab files, or drop them on the page.'
              : 'Looking for labs in this browser.'}
          </p>
        )}
      >
        {(lab) => <LabRow lab={lab} isOpen={lab.id === current} />}
      </GridList>
      <footer className="shelf-foot">
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['.lab', '.txt', '.s']}
          onSelect={(files) => void importAll([...(files ?? [])])}
        >
          <Button className="button">Import .lab files</Button>
        </FileTrigger>
        <Button
          className="button"
          isDisabled={!labs || labs.length === 0}
          onPress={() => {
            for (const lab of labs ?? []) saveText(lab.draft.text, labFileName(lab.name));
          }}
        >
          Save all as files
        </Button>
        <span>Kept in this browser only, and saved while you edit.</span>
      </footer>
    </div>
  );
}

/** The labs that the user gave names. */
export function WorkspacesDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Sheet title="My labs" wide isOpen={isOpen} onClose={onClose}>
      <Shelf onClose={onClose} />
    </Sheet>
  );
}
