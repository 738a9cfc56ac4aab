import './select.css';
import './search-field.css';
import { Check, ChevronDown, Search } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
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
import { filterText, type ListFilter } from './list-filter.ts';

interface SearchableFilterProps extends Omit<ListFilter, 'search'> {
  /** What its button says; default: the filter, and what it is set to. */
  readonly text?: string;
  readonly search: NonNullable<ListFilter['search']>;
  /** In a form, below its label, as wide as the others. */
  readonly isField?: boolean;
}

const all = '';

/** A filter with more choices than one reads through: each word that is typed has to be in one. */
export function SearchableFilter(props: SearchableFilterProps) {
  const { label, choices, value, onChange, search, isField } = props;
  const t = useText();
  const text = props.text ?? filterText(t, props);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const choose = (chosen: string) => {
    setOpen(false);
    onChange(chosen === all ? undefined : chosen);
  };
  const popover = (
    // A dialog inside would leave the buttons by which screen readers close it outside of it.
    <Popover className="popover filter-dialog" offset={4} aria-label={label}>
      <Choices {...{ choices, value, search }} onChoose={choose} onClose={() => setOpen(false)} />
    </Popover>
  );
  if (isField) {
    return (
      <div className="field">
        <span id={`${id}label`} className="field-label">
          {label}
        </span>
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <Button id={`${id}button`} className="input select-button" aria-labelledby={`${id}label ${id}button`}>
            <span className="select-text">{text}</span>
            <ChevronDown size={16} aria-hidden />
          </Button>
          {popover}
        </DialogTrigger>
      </div>
    );
  }
  return (
    <span className="filter" data-active={value !== undefined || undefined}>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button className="button filter-button" data-variant="secondary">
          <span className="filter-text">{text}</span>
          <ChevronDown size={16} aria-hidden />
        </Button>
        {popover}
      </DialogTrigger>
    </span>
  );
}

interface ChoicesProps extends Pick<SearchableFilterProps, 'choices' | 'value' | 'search'> {
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** Enter takes the first that is left, the arrow goes to them all, Esc closes whatever was typed. */
function Choices({ choices, value, search, onChoose, onClose }: ChoicesProps) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const words = plainText(typed).split(/\s+/);
  const found = [...choices, ...(search.choicesOf?.(typed.trim()) ?? [])].filter(({ text, alsoFoundBy = '' }) => {
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
        aria-label={search.label}
        className="search-field filter-search"
        value={typed}
        onChange={setTyped}
        onKeyDown={onKeyDown}
        autoFocus
      >
        <Search size={16} aria-hidden className="search-icon" />
        <Input className="input" placeholder={search.label} maxLength={200} />
      </SearchField>
      <ListBox
        ref={list}
        aria-label={search.label}
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
