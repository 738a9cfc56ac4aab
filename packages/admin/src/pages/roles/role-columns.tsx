import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { RoleInList } from '../../api/api-types.ts';
import { Chip, ChipButton } from '../../components/chip.tsx';
import type { Column } from '../../components/data-table.tsx';
import { menuColumn } from '../../components/menu-column.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { RoleSort } from '../../router/roles-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { RoleKind } from './role-kind.tsx';
import { isHeld, useHolderText } from './use-role-texts.ts';

interface ColumnOptions {
  readonly onHolders: (role: RoleInList) => void;
  readonly onMenu: (role: RoleInList, trigger: HTMLElement) => void;
  /** Of which role the menu is open. */
  readonly menuFor: number | undefined;
}

export function useRoleColumns({ onHolders, onMenu, menuFor }: ColumnOptions): readonly Column<RoleInList, RoleSort>[] {
  const t = useText();
  const format = useFormat();
  const holderText = useHolderText();
  return useMemo(
    () => [
      {
        id: 'name',
        title: t('roles.name'),
        sort: { key: 'name' },
        onCard: 'head',
        width: '32%',
        cell: (role) => <RoleName role={role} />,
      },
      { id: 'kind', title: t('roles.kind'), sort: { key: 'kind' }, cell: (role) => <RoleKind kind={role.kind} /> },
      {
        id: 'resources',
        title: t('roles.resources'),
        sort: { key: 'resources', first: 'desc' },
        cell: (role) =>
          role.holdsEverything ? (
            <Chip tone="warn" icon={TriangleAlert}>
              {t('rolePicker.everything')}
            </Chip>
          ) : (
            format.number(role.resources.length)
          ),
      },
      {
        id: 'holders',
        title: t('roles.holders'),
        sort: { key: 'holders', first: 'desc' },
        width: '26%',
        cell: (role) =>
          role.holders !== undefined && isHeld(role.holders) ? (
            <ChipButton
              label={t('roles.holdersOf', { name: role.name, holders: holderText(role.holders) })}
              onPress={() => onHolders(role)}
            >
              {holderText(role.holders)}
            </ChipButton>
          ) : (
            <span className="muted">{t('roles.nobody')}</span>
          ),
      },
      {
        id: 'created',
        title: t('keys.created'),
        sort: { key: 'createdAt', first: 'desc' },
        width: '148px',
        cell: (role) => format.date(role.createdAt),
      },
      menuColumn(t, { nameOf: ({ name }) => name, onOpen: onMenu, isOpen: ({ id }) => id === menuFor }),
    ],
    [t, format, holderText, onHolders, onMenu, menuFor],
  );
}

function RoleName({ role }: { readonly role: RoleInList }) {
  const t = useText();
  const { name: account } = useAccount();
  return (
    <span className="role-name">
      <Link to="/$account/roles/$role" params={{ account, role: String(role.id) }} className="row-link">
        {role.name}
      </Link>
      {role.caller.hasRole && <Chip tone="accent">{t('roles.yours')}</Chip>}
    </span>
  );
}
