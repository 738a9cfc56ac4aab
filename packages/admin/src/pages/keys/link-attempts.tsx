import { useQuery } from '@tanstack/react-query';
import { linkAttemptsQuery } from '../../api/key-details.ts';
import { FailureNotice } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';

/** Who has opened the links to a key's tokens, or tried to: it shows whether the right one has the token. */
export function LinkAttempts({ keyId }: { readonly keyId: string }) {
  const t = useText();
  const { name: account } = useAccount();
  const { data, error } = useQuery(linkAttemptsQuery(account, keyId));
  if (error !== null) return <FailureNotice failure={error} />;
  if (data === undefined || data.items.length === 0) return null;
  return (
    <div className="card-part">
      <h3>{t('keys.link')}</h3>
      <ul className="card-list">
        {data.items.map(({ at, outcome, address, userAgent }) => (
          <li key={`${at} ${outcome}`}>
            <p>
              {t(outcome === 'opened' ? 'key.linkOpened' : 'key.linkRefused')} <RelativeTime time={at} />
            </p>
            <p className="muted link-reader">
              {address !== null && <code>{address}</code>} {userAgent}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
