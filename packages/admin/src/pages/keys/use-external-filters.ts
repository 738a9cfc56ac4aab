import { useQuery } from '@tanstack/react-query';
import { externalOwnersQuery } from '../../api/external-keys.ts';
import { type ListFilter, listFilter } from '../../components/list-filter.ts';
import { useAccount } from '../../frame/use-account.ts';
import { type ExternalSearch, externalStatuses } from '../../router/external-search.ts';
import { useText } from '../../text/use-text.tsx';
import { externalStatusTexts } from './external-columns.tsx';
import { useReadableRoles } from './use-readable.ts';

interface ExternalFilters {
  readonly search: ExternalSearch;
  readonly change: (changed: Partial<ExternalSearch>) => void;
}

/** What the external keys are filtered by. */
export function useExternalFilters({ search, change }: ExternalFilters): readonly ListFilter[] {
  const t = useText();
  const { name: account } = useAccount();
  const roles = useReadableRoles() ?? [];
  const { data: known = [] } = useQuery(externalOwnersQuery(account));
  // Also one that only the address names.
  const owners = [...new Set(search.owner === undefined ? known : [...known, search.owner])];
  return [
    listFilter({
      label: t('keys.status'),
      choices: externalStatuses.map((id) => ({ id, text: t(externalStatusTexts[id]) })),
      value: search.status,
      onChange: (status) => change({ status }),
    }),
    listFilter({
      label: t('keys.roles'),
      choices: roles.map(({ id, name }) => ({ id, text: name })),
      value: search.role,
      onChange: (role) => change({ role }),
    }),
    listFilter({
      label: t('external.owner'),
      choices: owners.map((id) => ({ id, text: id })),
      value: search.owner,
      onChange: (owner) => change({ owner }),
    }),
  ];
}
