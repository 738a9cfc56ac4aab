import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { dueKeys, dueKeysQuery } from '../../api/keys.ts';
import { ChipToggle } from '../../components/chip.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { KeysSearch } from '../../router/keys-search.ts';
import { useText } from '../../text/use-text.tsx';

interface AttentionChipProps {
  readonly search: KeysSearch;
  readonly onChange: (changed: Partial<KeysSearch>) => void;
}

/** How many active keys are past their renewal period, red when one is so for long; filters by them. */
export function AttentionChip({ search, onChange }: AttentionChipProps) {
  const t = useText();
  const { name: account } = useAccount();
  const { data: due } = useQuery(dueKeysQuery(account));
  if (due === undefined || due.count === 0) return null;
  return (
    <ChipToggle
      tone={due.worst === 'highly_outdated' ? 'bad' : 'warn'}
      icon={TriangleAlert}
      isOn={search.freshness === dueKeys.freshness && search.status === dueKeys.status}
      onChange={(isOn) => onChange(isOn ? dueKeys : { status: undefined, freshness: undefined })}
    >
      {due.count === null ? t('keys.needRenewalMany') : t('keys.needRenewal', { count: due.count })}
    </ChipToggle>
  );
}
