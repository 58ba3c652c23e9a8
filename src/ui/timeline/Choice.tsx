import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly text: string }[];
  readonly value: Id;
  onChange(id: Id): void;
}

/** One of a list, which opens. */
export function Choice<Id extends string>({ label, options, value, onChange }: ChoiceProps<Id>) {
  return (
    <Select
      aria-label={label}
      className="picker"
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen) onChange(chosen.id);
      }}
    >
      <Button className="picker-button">
        <SelectValue className="picker-value" />
        <svg viewBox="0 0 10 6" width="10" height="6" aria-hidden="true">
          <path d="M1,1L5,5L9,1" />
        </svg>
      </Button>
      <Popover className="picker-popover">
        <ListBox className="picker-list" items={options}>
          {({ id, text }) => (
            <ListBoxItem id={id} textValue={text} className="picker-item">
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
