import type { ReactNode } from 'react';
import type { Role } from '../../api/api-types.ts';
import { freshnessTexts } from '../../components/freshness.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Filter } from '../../components/select.tsx';
import { type KeysSearch, keyFreshnesses, keyRenewals, keyStatuses } from '../../router/keys-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useText } from '../../text/use-text.tsx';
import { keyCount } from './key-count.ts';

interface KeysToolbarProps {
  readonly search: KeysSearch;
  readonly roles: readonly Role[];
  readonly onChange: (changed: Partial<KeysSearch>) => void;
  readonly attention: ReactNode;
  /** How many keys match; `null`: more than the server counts. */
  readonly total: number | null | undefined;
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

/** Search and filters above the generated keys. */
export function KeysToolbar({ search, roles, onChange, attention, total }: KeysToolbarProps) {
  const t = useText();
  return (
    <ListToolbar label={t('keys.search')} q={search.q} onSearch={(q) => onChange({ q })} count={keyCount(t, total)}>
      <Filter
        label={t('keys.status')}
        choices={keyStatuses.map((id) => ({ id, text: t(statusTexts[id]) }))}
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
        label={t('keys.duration')}
        choices={keyFreshnesses.map((id) => ({ id, text: t(freshnessFilterTexts[id]) }))}
        value={search.freshness}
        onChange={(freshness) => onChange({ freshness })}
      />
      <Filter
        label={t('keys.renewal')}
        choices={keyRenewals.map((id) => ({ id, text: t(renewalTexts[id]) }))}
        value={search.renewal}
        onChange={(renewal) => onChange({ renewal })}
      />
      {attention}
    </ListToolbar>
  );
}
