import { useQuery } from '@tanstack/react-query';
import type { Evidence, TakingAway } from '../../api/keys.ts';
import { evidenceQuery } from '../../api/keys.ts';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/relative-time.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

const dayMs = 24 * 3_600_000;

interface KeyEvidenceProps {
  readonly keyId: string;
  readonly change: TakingAway;
  /** The use of one token; of the whole key unless given. */
  readonly token?: 'old' | 'new';
}

/** How what is about to be taken away was used until now; what was used within a day stands out. */
export function KeyEvidence({ keyId, change, token }: KeyEvidenceProps) {
  const t = useText();
  const { name: account } = useAccount();
  const evidence = useQuery(evidenceQuery(account, keyId, change));
  const use = evidence.data === undefined ? undefined : pickUse(evidence.data, token);
  // Room for what it will say: the buttons of a dialog stay where they are.
  return (
    <div className="evidence">
      {evidence.isError ? (
        <FailureNotice failure={evidence.error} />
      ) : evidence.data === undefined ? (
        <p className="muted evidence-waits">{t('keys.evidenceWaits')}</p>
      ) : (
        use !== undefined && <UseText use={use} token={token ?? 'all'} />
      )}
    </div>
  );
}

type Use = Pick<Evidence, 'lastUsedAt' | 'lastAddress' | 'last24Hours' | 'last14Days'>;

function pickUse(evidence: Evidence | null, token: 'old' | 'new' | undefined): Use | undefined {
  if (evidence === null) return undefined;
  return token === undefined ? evidence : evidence.tokens.find(({ role }) => role === token);
}

function UseText({ use, token }: { readonly use: Use; readonly token: 'old' | 'new' | 'all' }) {
  const t = useText();
  const { ago, number } = useFormat();
  const nowMs = useNow();
  if (use.lastUsedAt === null) return <Notice tone="info">{t('keys.evidenceNever', { token })}</Notice>;
  const isRecent = nowMs - Date.parse(use.lastUsedAt) < dayMs;
  const sum = ({ allowed, denied }: { allowed: number; denied: number }) => allowed + denied;
  return (
    <Notice tone={isRecent ? 'warn' : 'info'}>
      <strong>{t('keys.evidenceUsed', { ago: ago(use.lastUsedAt, nowMs) })}</strong>{' '}
      {t('keys.evidenceCounts', { day: sum(use.last24Hours), fortnight: number(sum(use.last14Days)) })}{' '}
      {use.lastAddress !== null && t('keys.evidenceFrom', { address: use.lastAddress })}
    </Notice>
  );
}
