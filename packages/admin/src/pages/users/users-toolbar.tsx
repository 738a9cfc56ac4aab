import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '../../api/roles.ts';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Filter } from '../../components/select.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { type UsersSearch, userStatuses } from '../../router/users-search.ts';
import { useText } from '../../text/use-text.tsx';
import { userStatusTexts } from './user-status.tsx';

interface UsersToolbarProps {
  readonly search: UsersSearch;
  readonly onChange: (changed: Partial<UsersSearch>) => void;
  /** How many there are, in words; read out when it changes. */
  readonly count: string | undefined;
}

/** Search and filters above the users. */
export function UsersToolbar({ search, onChange, count }: UsersToolbarProps) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const roles = useQuery({ ...rolesQuery(account), enabled: holds('Get_Roles_Paged', 'ViewApiKeys') });
  return (
    <ListToolbar label={t('users.search')} q={search.q} onSearch={(q) => onChange({ q })} count={count}>
      <Filter
        label={t('keys.status')}
        choices={userStatuses.map((id) => ({ id, text: t(userStatusTexts[id]) }))}
        value={search.status}
        onChange={(status) => onChange({ status })}
      />
      {roles.data !== undefined && (
        <Filter
          label={t('keys.roles')}
          choices={roles.data.map(({ id, name }) => ({ id, text: name }))}
          value={search.role}
          onChange={(role) => onChange({ role })}
        />
      )}
    </ListToolbar>
  );
}
