import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { filterText, type ListFilter } from './list-filter.ts';

/** The filters that are on, each of which a press takes away. */
export function FilterChips({ filters }: { readonly filters: readonly ListFilter[] }) {
  const t = useText();
  const active = filters.filter(({ value }) => value !== undefined);
  if (active.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={t('common.activeFilters')}>
      {active.map((filter) => (
        <li key={filter.label}>
          <Button
            className="filter-chip"
            aria-label={t('common.removeFilter', { filter: filterText(t, filter) })}
            onPress={({ target }) => {
              focusBeside(target);
              filter.onChange(undefined);
            }}
          >
            <span className="filter-text">{filterText(t, filter)}</span>
            <X size={14} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Focus stays near a chip that goes: on the next, the one before, or the button that opens all filters. */
function focusBeside(chip: Element): void {
  const item = chip.closest('li');
  const beside = item?.nextElementSibling ?? item?.previousElementSibling ?? item?.closest('.toolbar');
  beside?.querySelector<HTMLElement>('.filter-chip, .filters-button')?.focus();
}
