import './select.css';
import './search-field.css';
import { Check, ChevronDown, Search } from 'lucide-react';
import { useState } from 'react';
import {
  Select as AriaSelect,
  Autocomplete,
  Button,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  SelectValue,
} from 'react-aria-components';
import { plainText } from '../text/plain-text.ts';
import { useText } from '../text/use-text.tsx';
import type { Choice } from './select.tsx';

interface SearchableChoice extends Choice<string> {
  /** Other words that it is found by. */
  readonly alsoFoundBy?: string;
}

interface SearchableFilterProps {
  /** What is filtered by, such as "Event". */
  readonly label: string;
  /** What can be typed. */
  readonly searchLabel: string;
  readonly choices: readonly SearchableChoice[];
  /** `undefined`: not filtered. */
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
  /** What a text that was typed offers beside the choices. */
  readonly choicesOf?: (typed: string) => readonly SearchableChoice[];
}

const all = '';

/** A filter of a list's toolbar with more choices than one reads through: each word that is typed has to be in one. */
export function SearchableFilter(props: SearchableFilterProps) {
  const { label, searchLabel, choices, value, onChange, choicesOf } = props;
  const t = useText();
  const [typed, setTyped] = useState('');
  const offered = [...choices, ...(choicesOf?.(typed.trim()) ?? [])];
  const chosen = offered.find(({ id }) => id === value);
  const words = plainText(typed).split(/\s+/);
  const shown = offered.filter(({ text, alsoFoundBy = '' }) => {
    const found = plainText(`${text} ${alsoFoundBy}`);
    return words.every((word) => found.includes(word));
  });
  return (
    <AriaSelect
      aria-label={label}
      className="filter"
      data-active={value !== undefined || undefined}
      value={value ?? all}
      onChange={(id) => onChange(id === all ? undefined : String(id))}
      onOpenChange={() => setTyped('')}
    >
      <Button className="button filter-button" data-variant="secondary">
        <SelectValue>
          <span className="filter-text">
            {value === undefined ? label : t('common.filter', { label, value: chosen?.text ?? value })}
          </span>
        </SelectValue>
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <Autocomplete inputValue={typed} onInputChange={setTyped}>
          <SearchField aria-label={searchLabel} className="search-field filter-search" autoFocus>
            <Search size={16} aria-hidden className="search-icon" />
            <Input className="input" placeholder={searchLabel} maxLength={200} />
          </SearchField>
          <ListBox
            className="menu"
            items={typed === '' ? [{ id: all, text: t('common.all') }, ...shown] : shown}
            renderEmptyState={() => <p className="filter-empty muted">{t('common.noMatch')}</p>}
          >
            {({ id, text }) => (
              <ListBoxItem id={id} textValue={text} className="menu-item">
                <span className="menu-item-text">{text}</span>
                <Check size={16} aria-hidden className="menu-item-check" />
              </ListBoxItem>
            )}
          </ListBox>
        </Autocomplete>
      </Popover>
    </AriaSelect>
  );
}
