import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  type Selection,
  Separator,
  SubmenuTrigger,
} from 'react-aria-components';
import { COMMANDS } from '../commands/registry.ts';
import { runCommandById } from '../commands/run-command.ts';
import './menu.css';
import { useActions, usePage, usePageStore } from './page-context.tsx';

interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'High contrast' },
] as const;

const SYNTAXES = [
  { value: 'att', label: 'AT&T, as objdump' },
  { value: 'intel', label: 'Intel' },
] as const;

/** Commands of the menu's parts, by id. */
const SECTIONS = [
  { title: 'Lab', ids: ['labs', 'kernel', 'workspaces', 'open-file', 'save-file'] },
  { title: 'Bytes', ids: ['pipeline', 'passes', 'builds'] },
  { title: 'Protocols', ids: ['compare', 'protocols'] },
  { title: 'Share', ids: ['share', 'export'] },
] as const;

const LAST = ['present', 'reset-layout', 'install', 'palette', 'help'] as const;

function CommandItem({ id }: { id: string }) {
  const command = COMMANDS.find((candidate) => candidate.id === id);
  if (!command) return null;
  return (
    <MenuItem
      id={id}
      textValue={command.title}
      aria-label={[command.title, ...command.shown].join(' ')}
      className="menu-item"
    >
      <span>{command.title}</span>{' '}
      {command.shown.length > 0 && <kbd>{command.shown.join(' ')}</kbd>}
    </MenuItem>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of few, in a menu of its own. */
function ChoiceMenu<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const choose = (keys: Selection): void => {
    const found = options.find((option) => keys !== 'all' && keys.has(option.value));
    if (found) onChange(found.value);
  };
  return (
    <SubmenuTrigger>
      <MenuItem textValue={label} className="menu-item">
        <span>{label}</span>
        <span className="menu-value">
          {options.find((option) => option.value === value)?.label}
          <span aria-hidden="true" className="menu-more" />
        </span>
      </MenuItem>
      <Popover className="menu-popover">
        <Menu
          aria-label={label}
          className="menu"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[value]}
          onSelectionChange={choose}
        >
          {options.map((option) => (
            <MenuItem key={option.value} id={option.value} className="menu-item is-choice">
              {option.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  );
}

/** What one does with the page as a whole. */
export function PageMenu() {
  const store = usePageStore();
  const { setSyntax, setTheme } = useActions();
  const syntax = usePage((page) => page.syntax);
  const theme = usePage((page) => page.theme);
  return (
    <MenuTrigger>
      <Button className="button" id="page-menu">
        Menu <span aria-hidden="true" className="caret" />
      </Button>
      <Popover className="menu-popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label="Menu"
          onAction={(id) => setTimeout(() => runCommandById(String(id), store), 0)}
        >
          {SECTIONS.map((section) => (
            <MenuSection key={section.title}>
              <Header className="menu-head">{section.title}</Header>
              {section.ids.map((id) => (
                <CommandItem key={id} id={id} />
              ))}
            </MenuSection>
          ))}
          <Separator className="menu-line" />
          <ChoiceMenu label="Theme" options={THEMES} value={theme} onChange={setTheme} />
          <ChoiceMenu label="x86 syntax" options={SYNTAXES} value={syntax} onChange={setSyntax} />
          <Separator className="menu-line" />
          {LAST.map((id) => (
            <CommandItem key={id} id={id} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
