import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { type TriedDecision, tryPair } from '../../api/decisions.ts';
import { resourcesQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { SearchableFilter } from '../../components/searchable-filter.tsx';
import { DecisionResult } from '../../frame/decision-result.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';

interface TryNowProps {
  readonly appKey: string;
  readonly appToken: string;
}

/** Decides about the pair that is shown, without pasting it anywhere: whether it is let in, or opens a resource. */
export function TryNow({ appKey, appToken }: TryNowProps) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const [resource, setResource] = useState<string>();
  const [decision, setDecision] = useState<TriedDecision | null>(null);
  const refusal = useRefusal('ViewApiKeys');
  const resources = useQuery({ ...resourcesQuery(account), enabled: holds('ViewApiKeys') });
  const attempt = useAction(async () => {
    setDecision(await tryPair(account, { appKey, appToken, ...(resource === undefined ? {} : { anyOf: [resource] }) }));
  });
  return (
    <>
      <div className="try-now">
        <SearchableFilter
          label={t('use.resource')}
          search={{ label: t('use.resource') }}
          choices={(resources.data ?? []).map(({ key, name }) => ({
            id: key,
            text: name === key ? key : `${name} (${key})`,
          }))}
          value={resource}
          onChange={(key) => {
            setResource(key);
            setDecision(null);
          }}
        />
        <Button
          icon={FlaskConical}
          isPending={attempt.isRunning}
          disabledReason={refusal}
          onPress={() => void attempt.run()}
        >
          {t('use.tryNow')}
        </Button>
      </div>
      <FailureNotice failure={attempt.failure} />
      {decision !== null && (
        <PageMessages page="try">
          <DecisionResult decision={decision} />
        </PageMessages>
      )}
    </>
  );
}
