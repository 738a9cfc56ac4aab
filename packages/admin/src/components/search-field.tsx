import './field.css';
import './search-field.css';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';

/** How long somebody has to stop typing before it is searched, in ms. */
const pauseMs = 200;

interface SearchFieldProps {
  readonly label: string;
  /** What is searched for; each value that comes from outside replaces what was typed. */
  readonly value: string;
  /** Called when typing pauses, and at once on Enter and when it is cleared. */
  readonly onSearch: (text: string) => void;
  /** "/" goes to this field. At most one in a view. */
  readonly hasShortcut?: boolean;
  /** Called with every letter, for lists that are already here. */
  readonly isInstant?: boolean;
}

export function SearchField({ label, value, onSearch, hasShortcut, isInstant }: SearchFieldProps) {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  /** What this field has asked for and has not heard of yet: while it comes back, somebody types on. */
  const [asked, setAsked] = useState<readonly string[]>([]);
  const search = useRef(onSearch);
  search.current = (text) => {
    if (text !== value) setAsked((before) => (before.at(-1) === text ? before : [...before, text]));
    onSearch(text);
  };
  if (value !== known) {
    setKnown(value);
    const place = asked.indexOf(value);
    setAsked(place < 0 ? [] : asked.slice(place + 1));
    if (place < 0) setTyped(value);
  }

  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => search.current(typed.trim()), isInstant ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, isInstant]);

  useEffect(() => {
    if (!hasShortcut) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [hasShortcut]);

  return (
    <AriaSearchField
      aria-label={label}
      className="search-field"
      value={typed}
      onChange={setTyped}
      onSubmit={(text) => search.current(text.trim())}
      onClear={() => search.current('')}
    >
      <Search size={16} aria-hidden className="search-icon" />
      <Input ref={input} className="input" placeholder={label} maxLength={200} />
      {hasShortcut && typed === '' && <kbd className="search-key">/</kbd>}
      <Button className="search-clear" aria-label={t('common.clearSearch')}>
        <X size={14} aria-hidden />
      </Button>
    </AriaSearchField>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
