import { EllipsisVertical } from 'lucide-react';
import { type Text, useText } from '../text/use-text.tsx';
import { IconButton } from './button.tsx';
import type { Column } from './data-table.tsx';

interface MenuColumnOptions<Row> {
  /** What the menu of a row is about, for who hears it. */
  readonly nameOf: (row: Row) => string;
  readonly onOpen: (row: Row, trigger: HTMLElement) => void;
  /** Whether the menu of a row is open, where a list knows it. */
  readonly isOpen?: (row: Row) => boolean;
}

/** The last column of a list: in each row the button that opens its menu, which all rows share. */
export function menuColumn<Row>(t: Text, { nameOf, onOpen, isOpen }: MenuColumnOptions<Row>): Column<Row> {
  return {
    id: 'menu',
    title: t('common.actions'),
    isTitleHidden: true,
    onCard: 'corner',
    width: '60px',
    cell: (row) => <MenuButton name={nameOf(row)} isOpen={isOpen?.(row)} onOpen={(trigger) => onOpen(row, trigger)} />,
  };
}

interface MenuButtonProps {
  /** What the menu is about. */
  readonly name: string;
  readonly onOpen: (trigger: HTMLElement) => void;
  readonly isOpen?: boolean | undefined;
  /** To stand beside other buttons. */
  readonly isFramed?: boolean;
}

/** Opens a menu that is shared. */
export function MenuButton({ name, onOpen, isOpen, isFramed }: MenuButtonProps) {
  const t = useText();
  return (
    <IconButton
      icon={EllipsisVertical}
      label={t('common.actionsFor', { name })}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      isFramed={isFramed}
      onPress={({ target }) => onOpen(target as HTMLElement)}
    />
  );
}
