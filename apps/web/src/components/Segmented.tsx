import { ToggleGroup } from 'radix-ui';
import type { ReactElement } from 'react';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

/** A choice of one among few. */
export function Segmented<T extends string>(props: SegmentedProps<T>): ReactElement {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value}
      onValueChange={(text) => {
        const choice = props.choices.find((candidate) => candidate.value === text);
        if (choice !== undefined) props.onChange(choice.value);
      }}
      className="tabular inline-flex rounded-md border border-line p-0.5 text-[13px]"
    >
      {props.choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className="h-7 rounded px-2.5 text-soft hover:text-ink data-[state=on]:bg-line data-[state=on]:text-ink"
        >
          {choice.text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
