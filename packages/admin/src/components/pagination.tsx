import './pagination.css';
import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react';
import { type PageSize, pageSizes } from '../preferences/preferences.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { IconButton } from './button.tsx';
import { ToolbarSelect } from './select.tsx';

export interface PaginationProps {
  /** The first is 1. */
  readonly page: number;
  readonly pageSize: PageSize;
  readonly shown: number;
  /** `null`: more than the server counts. */
  readonly total: number | null;
  readonly onFirst: () => void;
  /** `undefined`: there is none, or it is not known where it begins. */
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onPageSize: (size: PageSize) => void;
}

/** Nothing when all fits on the shortest page. */
export function Pagination(props: PaginationProps) {
  const { page, pageSize, shown, total, onFirst, onPrevious, onNext, onPageSize } = props;
  const t = useText();
  const { number } = useFormat();
  if (page === 1 && onNext === undefined && shown <= pageSizes[0]) return null;
  const sizeLabel = t('common.pageSize');
  const from = (page - 1) * pageSize + 1;
  const range = { from: number(from), to: number(from + shown - 1), total: total === null ? null : number(total) };
  return (
    <nav className="pagination" aria-label={t('common.pages')}>
      <span className="muted">{total === null ? t('common.rangeOfMany', range) : t('common.range', range)}</span>
      <ToolbarSelect
        label={sizeLabel}
        text={t('common.filter', { label: sizeLabel, value: String(pageSize) })}
        choices={pageSizes.map((id) => ({ id, text: String(id) }))}
        value={pageSize}
        onChange={onPageSize}
      />
      <IconButton
        icon={ChevronsLeft}
        label={t('common.firstPage')}
        isFramed
        isDisabled={page === 1}
        onPress={onFirst}
      />
      <IconButton
        icon={ChevronLeft}
        label={t('common.previousPage')}
        isFramed
        isDisabled={onPrevious === undefined}
        onPress={() => onPrevious?.()}
      />
      <IconButton
        icon={ChevronRight}
        label={t('common.nextPage')}
        isFramed
        isDisabled={onNext === undefined}
        onPress={() => onNext?.()}
      />
    </nav>
  );
}
