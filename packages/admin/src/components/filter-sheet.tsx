import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { Button } from './button.tsx';
import { SideSheet } from './dialog.tsx';
import type { ListFilter } from './list-filter.ts';
import { SearchableFilter } from './searchable-filter.tsx';
import { Select } from './select.tsx';
import { SortBy, type SortByProps } from './sort-by.tsx';

interface FilterSheetProps<SortKey extends string> {
  readonly filters: readonly ListFilter[];
  readonly onClear: () => void;
  /** How many rows match, in words; `undefined` while nobody knows. */
  readonly count: string | undefined;
  readonly sortBy: SortByProps<SortKey> | undefined;
}

/** A button that says how many filters are on, and opens all of them. What is chosen counts at once: nothing is lost. */
export function FilterSheet<SortKey extends string>(props: FilterSheetProps<SortKey>) {
  const { filters, onClear, count, sortBy } = props;
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const label = t('common.filters');
  const active = filters.filter(({ value }) => value !== undefined);
  const close = () => setOpen(false);
  return (
    <>
      <AriaButton
        className="button filters-button"
        data-variant="secondary"
        aria-haspopup="dialog"
        onPress={() => setOpen(true)}
      >
        <SlidersHorizontal size={16} aria-hidden />
        {active.length === 0 ? (
          label
        ) : (
          <>
            <span aria-hidden>{label}</span>
            <span className="filters-count" aria-hidden>
              {active.length}
            </span>
            <span className="visually-hidden">{t('common.filter', { label, value: String(active.length) })}</span>
          </>
        )}
      </AriaButton>
      {isOpen && (
        <SideSheet
          title={label}
          icon={SlidersHorizontal}
          onClose={close}
          footer={
            <>
              <Button isDisabled={active.length === 0} onPress={onClear}>
                {t('common.clearAll')}
              </Button>
              <Button variant="primary" onPress={close}>
                {count === undefined ? t('common.showResults') : t('common.showFound', { found: count })}
              </Button>
            </>
          }
        >
          {filters.map((filter) => (
            <SheetFilter key={filter.label} filter={filter} />
          ))}
          {sortBy !== undefined && <SortBy {...sortBy} isField />}
        </SideSheet>
      )}
    </>
  );
}

const all = '';

function SheetFilter({ filter }: { readonly filter: ListFilter }) {
  const t = useText();
  const { label, choices, value, onChange, search } = filter;
  const chosen = choices.find(({ id }) => id === value);
  if (search !== undefined) {
    return <SearchableFilter {...filter} text={chosen?.text ?? value ?? t('common.all')} search={search} isField />;
  }
  return (
    <Select
      label={label}
      choices={[{ id: all, text: t('common.all') }, ...choices]}
      value={chosen?.id ?? all}
      onChange={(id) => onChange(id === all ? undefined : id)}
    />
  );
}
