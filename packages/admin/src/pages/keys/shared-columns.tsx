import type { Key } from '../../api/api-types.ts';
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
    cell: ({ roles }) => <RoleChips roles={roles} openRoles={openRoles} />,
  };
}

/** When something was used for the last time. */
export function LastUsed({ time }: { readonly time: string | null }) {
  const t = useText();
  return time === null ? <span className="muted">{t('keys.neverUsed')}</span> : <RelativeTime time={time} />;
}
