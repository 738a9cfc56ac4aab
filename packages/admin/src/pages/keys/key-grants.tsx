import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { keyGrantsQuery } from '../../api/key-details.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { DeclineGrant } from './decline-grant.tsx';

/**
 * The other accounts that have given a key roles, and since when; which roles is theirs to know. What was given can be
 * declined.
 */
export function KeyGrants({ apiKey }: { readonly apiKey: Key }) {
  const t = useText();
  const { date } = useFormat();
  const { name: account } = useAccount();
  const { data: grants, error } = useQuery(keyGrantsQuery(account, apiKey.id));
  const [declined, setDeclined] = useState<string | null>(null);
  const refusal = useRefusal('EditApiKeys');
  return (
    <section className="card" aria-label={t('key.grants')}>
      <h2>{t('key.grants')}</h2>
      <p className="muted">{t(grants?.length === 0 ? 'key.noGrants' : 'key.grantsHint')}</p>
      <FailureNotice failure={error} />
      {grants !== undefined && grants.length > 0 && (
        <ul className="card-list">
          {grants.map((grant) => (
            <li key={grant.account} className="grant" data-row={grant.account}>
              <div>
                <strong>{grant.account}</strong>
                <p className="muted">{t('keys.since', { date: date(grant.addedAt) })}</p>
              </div>
              <Button
                variant="quiet"
                isDanger
                aria-haspopup="dialog"
                disabledReason={refusal}
                onPress={() => setDeclined(grant.account)}
              >
                {t('key.decline')}
                <span className="visually-hidden"> {grant.account}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {declined !== null && (
        <DeclineGrant apiKey={apiKey} grantingAccount={declined} onClose={() => setDeclined(null)} />
      )}
    </section>
  );
}
