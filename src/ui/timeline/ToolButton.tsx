import type { ReactNode } from 'react';
import { Button, ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import { keysOf } from '../commands/registry.ts';

interface ToolButtonProps {
  /** Path in a box of 20 x 20. */
  readonly icon: string;
  readonly label: string;
  /** Whose key the tooltip shows. */
  readonly command?: string;
  readonly isDisabled?: boolean;
  readonly isMain?: boolean;
  /** Given: a button that stays down. */
  readonly isOn?: boolean;
  onPress(): void;
}

const DELAY_MS = 500;

function WithTooltip(props: {
  readonly label: string;
  readonly command?: string | undefined;
  readonly children: ReactNode;
}) {
  const { label, command, children } = props;
  const keys = command === undefined ? '' : keysOf(command);
  return (
    <TooltipTrigger delay={DELAY_MS} closeDelay={0}>
      {children}
      <Tooltip className="tool-tip" offset={6}>
        {label} {keys !== '' && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A button of a toolbar, with what it does and its key in a tooltip. */
export function ToolButton(props: ToolButtonProps) {
  const { icon, label, command, isDisabled = false, isMain = false, isOn, onPress } = props;
  const picture = (
    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <path d={icon} />
    </svg>
  );
  return (
    <WithTooltip label={label} command={command}>
      {isOn === undefined ? (
        <Button
          className={isMain ? 'icon-button is-main' : 'icon-button'}
          aria-label={label}
          isDisabled={isDisabled}
          onPress={onPress}
        >
          {picture}
        </Button>
      ) : (
        <ToggleButton
          className="icon-button"
          aria-label={label}
          isDisabled={isDisabled}
          isSelected={isOn}
          onChange={onPress}
        >
          {picture}
        </ToggleButton>
      )}
    </WithTooltip>
  );
}
