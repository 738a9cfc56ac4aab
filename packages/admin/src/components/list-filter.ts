import type { Key } from 'react-aria-components';
import type { Text } from '../text/use-text.tsx';
import type { Choice } from './select.tsx';

interface FilterChoice extends Choice<string> {
  /** Other words that it is found by. */
  readonly alsoFoundBy?: string;
}

/** Something that a list is filtered by: it stands above the list as a button, and on a narrow window in a sheet. */
export interface ListFilter {
  /** What is filtered by, such as "Status". */
  readonly label: string;
  readonly choices: readonly FilterChoice[];
  /** `undefined`: not filtered. */
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
  /** For more choices than one reads through: what can be typed, and what that offers beside the choices. */
  readonly search?: {
    readonly label: string;
    readonly choicesOf?: (typed: string) => readonly FilterChoice[];
  };
}

interface FilterOf<Id extends Key> {
  readonly label: string;
  readonly choices: readonly Choice<Id>[];
  readonly value: Id | undefined;
  readonly onChange: (id: Id | undefined) => void;
}

/** A filter by one of several, whatever the type of their ids. */
export function listFilter<Id extends Key>({ label, choices, value, onChange }: FilterOf<Id>): ListFilter {
  return {
    label,
    choices: choices.map(({ id, text }) => ({ id: String(id), text })),
    value: value === undefined ? undefined : String(value),
    onChange: (chosen) => onChange(choices.find(({ id }) => String(id) === chosen)?.id),
  };
}

/** The filter with what it is set to: "Status: Active". What nobody knows the name of is not named. */
export function filterText(t: Text, { label, choices, value, search }: ListFilter): string {
  const text = choices.find(({ id }) => id === value)?.text ?? (search === undefined ? undefined : value);
  return text === undefined ? label : t('common.filter', { label, value: text });
}
