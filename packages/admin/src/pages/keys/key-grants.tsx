import { useQuery } from '@tanstack/react-query';
import { keyGrantsQuery } from '../../api/key-details.ts';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** The other accounts that have given a key roles, and since when; which roles is theirs to know. */
export function KeyGrants({ keyId }: { readonly keyId: string }) {
  const t = useText();
  const { date } = useFormat();
  const { name: account } = useAccount();
  const { data: grants, error } = useQuery(keyGrantsQuery(account, keyId));
  return (
    <section className="card" aria-label={t('key.grants')}>
      <h2>{t('key.grants')}</h2>
      <p className="muted">{t(grants?.length === 0 ? 'key.noGrants' : 'key.grantsHint')}</p>
      <FailureNotice failure={error} />
      {grants !== undefined && grants.length > 0 && (
        <ul className="card-list">
          {grants.map((grant) => (
            <li key={grant.account}>
              <strong>{grant.account}</strong>
              <span className="muted">{t('keys.since', { date: date(grant.addedAt) })}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
