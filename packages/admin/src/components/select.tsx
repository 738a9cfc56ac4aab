import './field.css';
import './select.css';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  type Key,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { FieldFault } from './field-fault.tsx';

export interface Choice<Id extends Key> {
  readonly id: Id;
  readonly text: string;
}

interface SelectProps<Id extends Key> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly choices: readonly Choice<Id>[];
  readonly value: Id | null;
  readonly onChange: (id: Id) => void;
  readonly isDisabled?: boolean;
}

/** One of several, in a form. */
export function Select<Id extends Key>({ label, hint, error, choices, value, onChange, isDisabled }: SelectProps<Id>) {
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={(id) => onChange(id as Id)}
      isInvalid={error !== undefined}
      isDisabled={isDisabled ?? false}
    >
      <Label className="field-label">{label}</Label>
      <Button className="input select-button">
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={16} aria-hidden />
      </Button>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldFault error={error} />
      <Choices choices={choices} />
    </AriaSelect>
  );
}

interface FilterProps<Id extends Key> {
  /** What is filtered by, such as "Status". */
  readonly label: string;
  /** What its button says. */
  readonly text: string;
  readonly choices: readonly Choice<Id>[];
  /** `undefined`: not filtered. */
  readonly value: Id | undefined;
  readonly onChange: (id: Id | undefined) => void;
}

const all = '';

/** A filter of a list's toolbar: all, or one of several. */
export function Filter<Id extends Key>({ label, text, choices, value, onChange }: FilterProps<Id>) {
  const t = useText();
  const chosen = choices.find(({ id }) => id === value);
  return (
    <ToolbarSelect<Id | typeof all>
      label={label}
      text={text}
      choices={[{ id: all, text: t('common.all') }, ...choices]}
      value={chosen === undefined ? all : chosen.id}
      onChange={(id) => onChange(id === all ? undefined : id)}
      isActive={value !== undefined}
    />
  );
}

interface ToolbarSelectProps<Id extends Key> {
  readonly label: string;
  /** What its button says. */
  readonly text: string;
  readonly choices: readonly Choice<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  /** It changes what is shown, and stands out. */
  readonly isActive?: boolean;
}

/** One of several, above a list. */
export function ToolbarSelect<Id extends Key>(props: ToolbarSelectProps<Id>) {
  const { label, text, choices, value, onChange, isActive } = props;
  return (
    <AriaSelect
      aria-label={label}
      className="filter"
      data-active={isActive || undefined}
      value={value}
      onChange={(id) => onChange(id as Id)}
    >
      <Button className="button filter-button" data-variant="secondary">
        <SelectValue className="filter-text">{text}</SelectValue>
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Choices choices={choices} />
    </AriaSelect>
  );
}

function Choices({ choices }: { readonly choices: readonly Choice<Key>[] }) {
  return (
    <Popover className="popover" offset={4}>
      <ListBox className="menu" items={choices}>
        {({ id, text }) => (
          <ListBoxItem key={id} id={id} textValue={text} className="menu-item">
            <span className="menu-item-text">{text}</span>
            <Check size={16} aria-hidden className="menu-item-check" />
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  );
}
