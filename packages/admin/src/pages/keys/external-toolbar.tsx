import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../api/api-types.ts';
import { externalOwnersQuery } from '../../api/external-keys.ts';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Filter } from '../../components/select.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { type ExternalSearch, externalStatuses } from '../../router/external-search.ts';
import { useText } from '../../text/use-text.tsx';
import { externalStatusTexts } from './external-columns.tsx';
import { keyCount } from './key-count.ts';

interface ExternalToolbarProps {
  readonly search: ExternalSearch;
  readonly roles: readonly Role[];
  readonly onChange: (changed: Partial<ExternalSearch>) => void;
  /** How many keys match; `null`: more than the server counts. */
  readonly total: number | null | undefined;
}

/** Search and filters above the external keys. */
export function ExternalToolbar({ search, roles, onChange, total }: ExternalToolbarProps) {
  const t = useText();
  const { name: account } = useAccount();
  const { data: known = [] } = useQuery(externalOwnersQuery(account));
  // Also one that only the address names.
  const owners = [...new Set(search.owner === undefined ? known : [...known, search.owner])];
  return (
    <ListToolbar label={t('external.search')} q={search.q} onSearch={(q) => onChange({ q })} count={keyCount(t, total)}>
      <Filter
        label={t('keys.status')}
        choices={externalStatuses.map((id) => ({ id, text: t(externalStatusTexts[id]) }))}
        value={search.status}
        onChange={(status) => onChange({ status })}
      />
      <Filter
        label={t('keys.roles')}
        choices={roles.map(({ id, name }) => ({ id, text: name }))}
        value={search.role}
        onChange={(role) => onChange({ role })}
      />
      <Filter
        label={t('external.owner')}
        choices={owners.map((id) => ({ id, text: id }))}
        value={search.owner}
        onChange={(owner) => onChange({ owner })}
      />
    </ListToolbar>
  );
}
