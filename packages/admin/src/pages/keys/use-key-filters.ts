import { freshnessTexts } from '../../components/freshness.tsx';
import { type ListFilter, listFilter } from '../../components/list-filter.ts';
import { type KeysSearch, keyFreshnesses, keyRenewals, keyStatuses } from '../../router/keys-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useText } from '../../text/use-text.tsx';
import { useReadableRoles } from './use-readable.ts';

interface KeyFilters {
  readonly search: KeysSearch;
  readonly change: (changed: Partial<KeysSearch>) => void;
}

const statusTexts: Readonly<Record<(typeof keyStatuses)[number], MessageId>> = {
  active: 'keys.active',
  inactive: 'keys.inactive',
};

const freshnessFilterTexts: Readonly<Record<(typeof keyFreshnesses)[number], MessageId>> = {
  needs_renewal: 'keys.needsRenewal',
  ...freshnessTexts,
};

const renewalTexts: Readonly<Record<(typeof keyRenewals)[number], MessageId>> = {
  pending: 'keys.renewalPending',
  none: 'keys.renewalNone',
};

/** What the generated keys are filtered by. */
export function useKeyFilters({ search, change }: KeyFilters): readonly ListFilter[] {
  const t = useText();
  const roles = useReadableRoles() ?? [];
  return [
    listFilter({
      label: t('keys.status'),
      choices: keyStatuses.map((id) => ({ id, text: t(statusTexts[id]) })),
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
      label: t('keys.duration'),
      choices: keyFreshnesses.map((id) => ({ id, text: t(freshnessFilterTexts[id]) })),
      value: search.freshness,
      onChange: (freshness) => change({ freshness }),
    }),
    listFilter({
      label: t('keys.renewal'),
      choices: keyRenewals.map((id) => ({ id, text: t(renewalTexts[id]) })),
      value: search.renewal,
      onChange: (renewal) => change({ renewal }),
    }),
  ];
}
