import './select.css';
import './search-field.css';
import { Check, ChevronDown, Search } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import {
  Button,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  type Selection,
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
export function SearchableFilter({ label, searchLabel, choices, value, onChange, choicesOf }: SearchableFilterProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const chosen = choices.find(({ id }) => id === value);
  const choose = (id: string) => {
    setOpen(false);
    onChange(id === all ? undefined : id);
  };
  return (
    <span className="filter" data-active={value !== undefined || undefined}>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button className="button filter-button" data-variant="secondary">
          <span className="filter-text">
            {value === undefined ? label : t('common.filter', { label, value: chosen?.text ?? value })}
          </span>
          <ChevronDown size={16} aria-hidden />
        </Button>
        {/* A dialog inside would leave the buttons by which screen readers close it outside of it. */}
        <Popover className="popover filter-dialog" offset={4} aria-label={label}>
          <Choices {...{ searchLabel, choices, choicesOf, value }} onChoose={choose} onClose={() => setOpen(false)} />
        </Popover>
      </DialogTrigger>
    </span>
  );
}

interface ChoicesProps extends Pick<SearchableFilterProps, 'searchLabel' | 'choices' | 'choicesOf' | 'value'> {
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** Enter takes the first that is left, the arrow goes to them all, Esc closes whatever was typed. */
function Choices({ searchLabel, choices, choicesOf, value, onChoose, onClose }: ChoicesProps) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const words = plainText(typed).split(/\s+/);
  const found = [...choices, ...(choicesOf?.(typed.trim()) ?? [])].filter(({ text, alsoFoundBy = '' }) => {
    const plain = plainText(`${text} ${alsoFoundBy}`);
    return words.every((word) => plain.includes(word));
  });
  const shown = typed === '' ? [{ id: all, text: t('common.all') }, ...found] : found;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector<HTMLElement>('[role="option"]')?.focus();
    } else if (event.key === 'Enter' && typed !== '' && shown[0] !== undefined) {
      event.preventDefault();
      onChoose(shown[0].id);
    } else if (event.key === 'Escape') {
      // The field would keep it for itself, to be emptied.
      event.preventDefault();
      onClose();
    }
  };
  const onSelectionChange = (selection: Selection) => {
    const [id] = selection === 'all' ? [] : selection;
    // The one that was chosen, pressed once more, is chosen still.
    onChoose(String(id ?? value ?? all));
  };
  return (
    <>
      <SearchField
        aria-label={searchLabel}
        className="search-field filter-search"
        value={typed}
        onChange={setTyped}
        onKeyDown={onKeyDown}
        autoFocus
      >
        <Search size={16} aria-hidden className="search-icon" />
        <Input className="input" placeholder={searchLabel} maxLength={200} />
      </SearchField>
      <ListBox
        ref={list}
        aria-label={searchLabel}
        className="menu"
        items={shown}
        selectionMode="single"
        selectedKeys={[value ?? all]}
        onSelectionChange={onSelectionChange}
        renderEmptyState={() => <p className="filter-empty muted">{t('common.noMatch')}</p>}
      >
        {({ id, text }) => (
          <ListBoxItem id={id} textValue={text} className="menu-item">
            <span className="menu-item-text">{text}</span>
            <Check size={16} aria-hidden className="menu-item-check" />
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}
