import { useQuery } from '@tanstack/react-query';
import { RefreshCw, Trash2, Undo2 } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { keyUsageQuery } from '../../api/key-details.ts';
import { Button } from '../../components/button.tsx';
import { Freshness, FreshnessLevel } from '../../components/freshness.tsx';
import { Notice } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { LinkAttempts } from './link-attempts.tsx';
import { tokenNames } from './token-uses.tsx';
import type { KeyActs } from './use-key-acts.tsx';

interface KeyTokensProps {
  readonly apiKey: Key;
  /** `null` for who may not know it: then only the level of the newest token is said. */
  readonly periodMonths: number | null | undefined;
  readonly acts: KeyActs;
}

const linkTexts: Readonly<Record<'unopened' | 'opened' | 'expired', MessageId>> = {
  unopened: 'keys.linkNotOpened',
  opened: 'keys.linkWasOpened',
  expired: 'keys.linkExpired',
};

/** Each token of a key: its age, when and from where it was last used, and how far a renewal has come. */
export function KeyTokens({ apiKey, periodMonths, acts }: KeyTokensProps) {
  const { id, tokens, renewal, freshness } = apiKey;
  const t = useText();
  const { date, number } = useFormat();
  const { name: account } = useAccount();
  const { data: usage } = useQuery(keyUsageQuery(account, id, 14));
  return (
    <section className="card" aria-label={t('key.tokens')} data-row={id}>
      <h2>{t('key.tokens')}</h2>
      {tokens.map(({ role, createdAt, lastUsedAt }) => {
        const use = usage?.tokens.find((each) => each.role === role);
        return (
          <div key={role} className="card-part">
            <h3>{t(tokenNames[role])}</h3>
            {periodMonths === null && role !== 'old' && <FreshnessLevel level={freshness} />}
            {typeof periodMonths === 'number' && <Freshness createdAt={createdAt} periodMonths={periodMonths} />}
            <p className="muted">
              {t('keys.since', { date: date(createdAt) })}
              {' · '}
              {lastUsedAt === null ? (
                t('keys.neverUsed')
              ) : (
                <>
                  {t('keys.lastUsed')} <RelativeTime time={lastUsedAt} />
                </>
              )}
            </p>
            {lastUsedAt !== null && use !== undefined && (
              <p className="muted">
                {t('key.tokenCounts', {
                  day: use.last24Hours.allowed + use.last24Hours.denied,
                  days: number(use.last14Days.allowed + use.last14Days.denied),
                })}
                {use.lastAddress !== null && <code> {use.lastAddress}</code>}
              </p>
            )}
          </div>
        );
      })}
      {renewal !== null && (
        <>
          <p className="key-pending">
            <RefreshCw size={14} aria-hidden />
            {t('keys.pendingDeletion')}
          </p>
          {renewal.link !== 'none' && <Notice tone="warn">{t(linkTexts[renewal.link])}</Notice>}
          <RenewalActions isLost={renewal.link === 'expired'} acts={acts} />
        </>
      )}
      <LinkAttempts keyId={id} />
    </section>
  );
}

/** How a renewal ends; one whose link nobody can open any more can be started again. */
function RenewalActions({ isLost, acts }: { readonly isLost: boolean; readonly acts: KeyActs }) {
  const t = useText();
  const { act, refusals } = acts;
  return (
    <div className="card-actions">
      {isLost ? (
        <Button icon={RefreshCw} disabledReason={refusals.renew} onPress={() => act('renew')}>
          {t('keys.renew')}
        </Button>
      ) : (
        <Button icon={Trash2} disabledReason={refusals.renew} onPress={() => act('finish')}>
          {t('keys.finish')}
        </Button>
      )}
      <Button icon={Undo2} disabledReason={refusals.renew} onPress={() => act('undo')}>
        {t('keys.undo')}
      </Button>
    </div>
  );
}
