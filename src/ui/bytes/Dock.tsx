import { memo } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { DockTab } from './dock-tab.ts';
import { ExplainCard, type ExplainCardProps } from './ExplainCard.tsx';
import { PokeStrip, type PokeStripProps } from './PokeStrip.tsx';
import './dock.css';

interface DockTabsProps {
  readonly open: DockTab | null;
  /** A poke is under way at the cursor. */
  readonly isFlying: boolean;
  onOpen(tab: DockTab | null): void;
}

/** Which panel is open above the footer; none is a choice too. */
export const DockTabs = memo(function DockTabs({ open, isFlying, onOpen }: DockTabsProps) {
  return (
    <ToggleButtonGroup
      className="dock-tabs"
      aria-label="Details below the bytes"
      selectionMode="single"
      selectedKeys={open === null ? [] : [open]}
      onSelectionChange={(keys) => {
        onOpen(keys.has('poke') ? 'poke' : keys.has('encoding') ? 'encoding' : null);
      }}
    >
      <ToggleButton id="poke" className={isFlying ? 'dock-tab is-flying' : 'dock-tab'}>
        Poke
        <span className="visually-hidden">{isFlying ? ' under way' : ''}</span>
      </ToggleButton>
      <ToggleButton id="encoding" className="dock-tab">
        Encoding
      </ToggleButton>
    </ToggleButtonGroup>
  );
});

interface DockPanelProps {
  readonly open: DockTab;
  readonly poke: PokeStripProps;
  readonly encoding: ExplainCardProps;
}

/** A poke shown whole, or one instruction's encoding. */
export function DockPanel({ open, poke, encoding }: DockPanelProps) {
  return (
    <section className="dock" aria-label={open === 'poke' ? 'Poke' : 'Encoding'}>
      <div className="dock-room">
        {open === 'poke' ? <PokeStrip {...poke} /> : <ExplainCard {...encoding} />}
      </div>
    </section>
  );
}
