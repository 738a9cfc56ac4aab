import './key-page.css';
import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, KeyRound } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { CallFailure } from '../../api/call.ts';
import { keyQuery } from '../../api/key-details.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState, ErrorState, NoPermission } from '../../components/empty-state.tsx';
import { ActorName } from '../../components/event-text.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { KeyActions } from './key-actions.tsx';
import { KeyEvents } from './key-events.tsx';
import { KeyGrants } from './key-grants.tsx';
import { KeyRequests } from './key-requests.tsx';
import { KeyRolesOpened } from './key-roles-opened.tsx';
import { KeyTokens } from './key-tokens.tsx';
import { LastUsed } from './shared-columns.tsx';
import { UseIt } from './use-it.tsx';
import { useKeyActs } from './use-key-acts.tsx';
import { useReadablePeriod } from './use-readable.ts';

const route = getRouteApi('/$account/keys/$key');
const viewers = ['ViewApiKeys', 'RenewApiToken'];

/** Everything about one generated key. */
export function KeyPage() {
  const t = useText();
  const { name: account, holds } = useAccount();
  return (
    <>
      <Link to="/$account/keys" params={{ account }} className="back-link">
        <ArrowLeft size={16} aria-hidden />
        {t('keys.title')}
      </Link>
      {holds(...viewers) ? <OneKey /> : <NoPermission resources={viewers} isWholePage />}
    </>
  );
}

function OneKey() {
  const t = useText();
  const { name: account } = useAccount();
  const { key } = route.useParams();
  const { data, error, refetch } = useQuery(keyQuery(account, key));
  if (error instanceof CallFailure && error.code === 'not_found') {
    return (
      <EmptyState icon={KeyRound} title={t('key.gone')} isWholePage>
        {t('key.goneHint')}
      </EmptyState>
    );
  }
  if (data !== undefined) return <KeyDetails apiKey={data} />;
  if (error !== null) return <ErrorState failure={error} onRetry={() => void refetch()} isWholePage />;
  return <div className="key-skeleton" aria-busy />;
}

function KeyDetails({ apiKey }: { readonly apiKey: Key }) {
  const t = useText();
  const { days = 14 } = route.useSearch();
  const navigate = route.useNavigate();
  const periodMonths = useReadablePeriod();
  const acts = useKeyActs(apiKey);
  return (
    <>
      <PageHeader
        title={apiKey.label}
        hint={
          <span className="key-string">
            <code>{apiKey.appKey}</code>
            <CopyButton variant="quiet" text={apiKey.appKey} label={t('keys.copyKey', { key: apiKey.appKey })} />
          </span>
        }
        actions={<KeyActions apiKey={apiKey} acts={acts} />}
      />
      <FailureNotice failure={acts.failure} />
      <KeyFacts apiKey={apiKey} />
      <div className="key-page">
        <div className="key-page-main">
          <KeyRequests
            keyId={apiKey.id}
            days={days}
            onDays={(chosen) => void navigate({ search: chosen === 14 ? {} : { days: chosen }, replace: true })}
          />
          <section className="card">
            <UseIt pair={{ appKey: apiKey.appKey }} />
          </section>
          <PageMessages page="audit">
            <KeyEvents keyId={apiKey.id} />
          </PageMessages>
        </div>
        <div className="key-page-side">
          <KeyTokens apiKey={apiKey} periodMonths={periodMonths} acts={acts} />
          <KeyRolesOpened apiKey={apiKey} />
          <KeyGrants apiKey={apiKey} />
        </div>
      </div>
    </>
  );
}

function KeyFacts({ apiKey: { isActive, createdAt, createdBy, lastUsedAt } }: { readonly apiKey: Key }) {
  const t = useText();
  const { date } = useFormat();
  return (
    <dl className="facts">
      <div>
        <dt>{t('keys.status')}</dt>
        <dd>
          <StatusDot isActive={isActive}>{t(isActive ? 'keys.active' : 'keys.inactive')}</StatusDot>
        </dd>
      </div>
      <div>
        <dt>{t('keys.created')}</dt>
        <dd>{date(createdAt)}</dd>
      </div>
      <div>
        <dt>{t('key.createdBy')}</dt>
        <dd>
          <PageMessages page="audit">
            <ActorName actor={createdBy} />
          </PageMessages>
        </dd>
      </div>
      <div>
        <dt>{t('keys.lastUsed')}</dt>
        <dd>
          <LastUsed time={lastUsedAt} />
        </dd>
      </div>
    </dl>
  );
}
