import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { keysCountQuery } from '../../api/keys.ts';
import { ChipToggle } from '../../components/chip.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { KeysSearch } from '../../router/keys-search.ts';
import { useText } from '../../text/use-text.tsx';

interface AttentionChipProps {
  readonly search: KeysSearch;
  readonly onChange: (changed: Partial<KeysSearch>) => void;
}

/** How many keys are past their renewal period, the ones that have waited longest first; filters by them. */
export function AttentionChip({ search, onChange }: AttentionChipProps) {
  const t = useText();
  const { name: account } = useAccount();
  const outdated = useQuery(keysCountQuery(account, { freshness: 'outdated' }));
  const highly = useQuery(keysCountQuery(account, { freshness: 'highly_outdated' }));
  const levels = [
    { id: 'highly_outdated', tone: 'bad', count: highly.data, text: 'keys.needRenewalNow' },
    { id: 'outdated', tone: 'warn', count: outdated.data, text: 'keys.needRenewal' },
  ] as const;
  return levels.map(({ id, tone, count, text }) =>
    count === undefined || count === 0 ? null : (
      <ChipToggle
        key={id}
        tone={tone}
        icon={TriangleAlert}
        isOn={search.freshness === id}
        onChange={(isOn) => onChange({ freshness: isOn ? id : undefined })}
      >
        {t(text, { count: count ?? 10_000 })}
      </ChipToggle>
    ),
  );
}
