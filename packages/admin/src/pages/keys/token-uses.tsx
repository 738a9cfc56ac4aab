import type { Key } from '../../api/api-types.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** What each token of a key is called. */
export const tokenNames: Readonly<Record<Key['tokens'][number]['role'], MessageId>> = {
  current: 'keys.tokenCurrent',
  old: 'keys.tokenOld',
  new: 'keys.tokenNew',
};

/** Each token of a key: since when it is there, and when it was last used. */
export function TokenUses({ tokens }: { readonly tokens: Key['tokens'] }) {
  const t = useText();
  const { date } = useFormat();
  return (
    <dl className="token-uses">
      {tokens.map(({ role, createdAt, lastUsedAt }) => (
        <div key={role}>
          <dt>{t(tokenNames[role])}</dt>
          <dd>
            {t('keys.since', { date: date(createdAt) })}
            {' · '}
            {lastUsedAt === null ? (
              t('keys.neverUsed')
            ) : (
              <>
                {t('keys.lastUsed')} <RelativeTime time={lastUsedAt} />
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
