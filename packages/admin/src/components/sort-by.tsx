import { ArrowDown, ArrowUp } from 'lucide-react';
import { useText } from '../text/use-text.tsx';
import { IconButton } from './button.tsx';
import { Select, ToolbarSelect } from './select.tsx';

export type SortOrder = 'asc' | 'desc';

export interface Sorting<SortKey extends string> {
  readonly by: SortKey;
  readonly order: SortOrder;
}

export interface SortByProps<SortKey extends string> {
  /** What can be sorted by, and the order in which each begins. */
  readonly choices: readonly { readonly id: SortKey; readonly text: string; readonly first: SortOrder }[];
  readonly sorting: Sorting<SortKey>;
  readonly onSort: (sorting: Sorting<SortKey>) => void;
  /** In a form, below its label. */
  readonly isField?: boolean;
}

/** What a list is sorted by, and the way round: for cards, which have no headings to press. */
export function SortBy<SortKey extends string>(props: SortByProps<SortKey>) {
  const {
    choices,
    sorting: { by, order },
    onSort,
    isField,
  } = props;
  const t = useText();
  const label = t('common.sortBy');
  const isAscending = order === 'asc';
  const choice = {
    label,
    choices,
    value: by,
    onChange: (chosen: SortKey) =>
      onSort({ by: chosen, order: choices.find(({ id }) => id === chosen)?.first ?? 'asc' }),
  };
  return (
    <div className="sort-by">
      {isField ? (
        <Select {...choice} />
      ) : (
        <ToolbarSelect
          {...choice}
          text={t('common.filter', { label, value: choices.find(({ id }) => id === by)?.text ?? '' })}
        />
      )}
      <IconButton
        isFramed
        icon={isAscending ? ArrowUp : ArrowDown}
        label={t(isAscending ? 'common.ascending' : 'common.descending')}
        onPress={() => onSort({ by, order: isAscending ? 'desc' : 'asc' })}
      />
    </div>
  );
}
