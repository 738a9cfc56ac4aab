import { EllipsisVertical } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { IconButton } from '../../components/button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RoleChips } from '../../components/role-chips.tsx';
import { type Text, useText } from '../../text/use-text.tsx';

// What the lists of generated and of external keys have in common.

/** The roles that a key has in this account; `openRoles` are the ids of those that open everything. */
export function rolesColumn<Row extends Pick<Key, 'roles'>>(t: Text, openRoles: ReadonlySet<number>): Column<Row> {
  return {
    id: 'roles',
    title: t('keys.roles'),
    onCard: 'plain',
    cell: ({ roles }) => <RoleChips roles={roles} openRoles={openRoles} />,
  };
}

/** The button that opens the menu of a row; `nameOf` says to who hears it which row that is. */
export function menuColumn<Row>(
  t: Text,
  nameOf: (row: Row) => string,
  onOpen: (row: Row, trigger: HTMLElement) => void,
): Column<Row> {
  return {
    id: 'menu',
    title: t('keys.actions'),
    isTitleHidden: true,
    onCard: 'corner',
    width: '60px',
    cell: (row) => (
      <MenuButton label={t('keys.actionsOf', { name: nameOf(row) })} onOpen={(trigger) => onOpen(row, trigger)} />
    ),
  };
}

interface MenuButtonProps {
  readonly label: string;
  readonly onOpen: (trigger: HTMLElement) => void;
  /** To stand beside other buttons. */
  readonly isFramed?: boolean;
}

/** Opens a menu that is shared. */
export function MenuButton({ label, onOpen, isFramed }: MenuButtonProps) {
  return (
    <IconButton
      icon={EllipsisVertical}
      label={label}
      aria-haspopup="menu"
      isFramed={isFramed}
      onPress={({ target }) => onOpen(target as HTMLElement)}
    />
  );
}

/** When something was used for the last time. */
export function LastUsed({ time }: { readonly time: string | null }) {
  const t = useText();
  return time === null ? <span className="muted">{t('keys.neverUsed')}</span> : <RelativeTime time={time} />;
}
