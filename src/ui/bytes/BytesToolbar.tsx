import { memo } from 'react';
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  ToggleButton,
  Toolbar,
} from 'react-aria-components';
import type { Addressing, BytesLayout } from '../../store/model.ts';
import { keysOf } from '../commands/registry.ts';
import { COLUMNS_ICON, COPY_ICON, MORE_ICON, SEARCH_ICON } from './bytes-icons.tsx';
import type { Syntax } from './insn-text.ts';
import './toolbar.css';

/** How the bytes are shown, and how to change it. */
export interface BytesChoices {
  readonly syntax: Syntax;
  readonly addressing: Addressing;
  readonly layout: BytesLayout;
  onSyntax(syntax: Syntax): void;
  onAddressing(addressing: Addressing): void;
  onLayout(layout: BytesLayout): void;
}

export interface BytesToolbarProps extends BytesChoices {
  readonly isSearching: boolean;
  /** What the last copy came to, for a moment; '' otherwise. */
  readonly copied: string;
  onSearch(): void;
  onCopy(which: 'view' | 'all'): void;
}

interface Choice<T extends string> {
  readonly title: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  onChoose(value: T): void;
}

/** One of several in the menu; a choice keeps the menu open, to try the next. */
function ChoiceSection<T extends string>({ title, value, options, onChoose }: Choice<T>) {
  return (
    <MenuSection
      className="bytes-tool-section"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find(([key]) => keys !== 'all' && keys.has(key));
        if (chosen) onChoose(chosen[0]);
      }}
    >
      <Header className="bytes-tool-title">{title}</Header>
      {options.map(([key, words]) => (
        <MenuItem key={key} id={key} textValue={words} className="bytes-tool-item">
          {words}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

const LAYOUTS = [
  ['stacked', 'One below the other'],
  ['side-by-side', 'Side by side'],
] as const;
const SYNTAXES = [
  ['att', 'AT&T'],
  ['intel', 'Intel'],
] as const;
const ADDRESSINGS = [
  ['offset', 'Offsets in the image'],
  ['address', 'Kernel addresses'],
] as const;

function ViewMenu(props: BytesToolbarProps) {
  return (
    <MenuTrigger>
      <Button className="bytes-tool" aria-label="How the bytes are shown">
        {MORE_ICON}
      </Button>
      <Popover className="bytes-tool-popover" placement="bottom end">
        <Menu className="bytes-tool-menu" aria-label="How the bytes are shown">
          <ChoiceSection
            title="Programs"
            value={props.layout}
            options={LAYOUTS}
            onChoose={props.onLayout}
          />
          <ChoiceSection
            title="Syntax"
            value={props.syntax}
            options={SYNTAXES}
            onChoose={props.onSyntax}
          />
          <ChoiceSection
            title="Places"
            value={props.addressing}
            options={ADDRESSINGS}
            onChoose={props.onAddressing}
          />
          <MenuSection className="bytes-tool-section">
            <Header className="bytes-tool-title">Copy as objdump text</Header>
            <MenuItem id="view" className="bytes-tool-item" onAction={() => props.onCopy('view')}>
              The function in view
            </MenuItem>
            <MenuItem id="all" className="bytes-tool-item" onAction={() => props.onCopy('all')}>
              All functions
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Search, layout, copy, and a menu of the rest. */
export const BytesToolbar = memo(function BytesToolbar(props: BytesToolbarProps) {
  const { isSearching, layout, copied } = props;
  const isSide = layout === 'side-by-side';
  return (
    <Toolbar className="bytes-tools" aria-label="Bytes">
      <span className="bytes-tool-said" role="status">
        {copied}
      </span>
      <ToggleButton
        className="bytes-tool"
        aria-label={`Search, ${keysOf('search')}`}
        isSelected={isSearching}
        onChange={props.onSearch}
      >
        {SEARCH_ICON}
      </ToggleButton>
      <ToggleButton
        className="bytes-tool is-wide-only"
        aria-label="Programs side by side"
        isSelected={isSide}
        onChange={() => props.onLayout(isSide ? 'stacked' : 'side-by-side')}
      >
        {COLUMNS_ICON}
      </ToggleButton>
      <Button
        className="bytes-tool is-wide-only"
        aria-label="Copy the function in view as objdump text"
        onPress={() => props.onCopy('view')}
      >
        {COPY_ICON}
      </Button>
      <ViewMenu {...props} />
    </Toolbar>
  );
});
