import { Link } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import type { KeyInList as Key } from '../../api/api-types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Freshness, FreshnessLevel } from '../../components/freshness.tsx';
import { menuColumn } from '../../components/menu-column.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { KeySort } from '../../router/keys-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { LastUsed, rolesColumn } from './shared-columns.tsx';

interface KeyColumnsOptions {
  /** `null` for who may not know it: then only the level is said. `undefined` while it is on its way. */
  readonly periodMonths: number | null | undefined;
  /** Ids of roles that open everything. */
  readonly openRoles: ReadonlySet<number>;
  readonly onMenu: (key: Key, trigger: HTMLElement) => void;
}

/** Columns of the generated keys. */
export function useKeyColumns({ periodMonths, openRoles, onMenu }: KeyColumnsOptions): readonly Column<Key, KeySort>[] {
  const t = useText();
  const format = useFormat();
  const { name: account } = useAccount();
  return useMemo(
    () => [
      {
        id: 'key',
        title: t('keys.keyName'),
        sort: { key: 'label' },
        onCard: 'head',
        width: '22%',
        cell: (key) => <KeyName apiKey={key} account={account} />,
      },
      {
        id: 'duration',
        title: t('keys.duration'),
        sort: { key: 'freshness', first: 'desc' },
        width: '19%',
        cell: (key) => <TokenDurations apiKey={key} periodMonths={periodMonths} />,
      },
      rolesColumn(t, openRoles),
      {
        id: 'created',
        title: t('keys.created'),
        sort: { key: 'createdAt', first: 'desc' },
        width: '148px',
        cell: (key) => format.date(key.createdAt),
      },
      {
        id: 'used',
        title: t('keys.lastUsed'),
        sort: { key: 'lastUsedAt', first: 'desc' },
        width: '120px',
        cell: (key) => <LastUse apiKey={key} />,
      },
      {
        id: 'status',
        title: t('keys.status'),
        sort: { key: 'status' },
        width: '112px',
        cell: (key) => (
          <StatusDot isActive={key.isActive}>{t(key.isActive ? 'keys.active' : 'keys.inactive')}</StatusDot>
        ),
      },
      menuColumn(t, { nameOf: ({ label }) => label, onOpen: onMenu }),
    ],
    [t, format, account, periodMonths, openRoles, onMenu],
  );
}

/** When, and how much on each of the last days. */
function LastUse({ apiKey: { lastUsedAt, requestsByDay } }: { readonly apiKey: Key }) {
  const t = useText();
  const { number } = useFormat();
  const values = (requestsByDay ?? []).map(({ allowed, denied }) => allowed + denied);
  const sum = values.reduce((all, value) => all + value, 0);
  return (
    <div className="key-use">
      <LastUsed time={lastUsedAt} />
      {lastUsedAt !== null && values.length > 0 && (
        <Sparkline
          values={values}
          label={t('keys.useOfDays', { count: sum, shown: number(sum), days: values.length })}
        />
      )}
    </div>
  );
}

interface KeyNameProps {
  readonly apiKey: Key;
  /** Its account, for the way to its page. */
  readonly account: string;
}

function KeyName({ apiKey: { id, label, appKey }, account }: KeyNameProps) {
  const t = useText();
  return (
    <div className="key-name">
      <Link to="/$account/keys/$key" params={{ account, key: id }} className="key-link">
        {label}
      </Link>
      <span className="key-string">
        <code>{appKey}</code>
        <CopyButton variant="quiet" text={appKey} label={t('keys.copyKey', { key: appKey })} />
      </span>
    </div>
  );
}

function TokenDurations({ apiKey, periodMonths }: { readonly apiKey: Key } & Pick<KeyColumnsOptions, 'periodMonths'>) {
  const t = useText();
  return (
    <div className="key-durations">
      {periodMonths === null && <FreshnessLevel level={apiKey.freshness} />}
      {typeof periodMonths === 'number' &&
        apiKey.tokens.map(({ role, createdAt }) => (
          <Freshness
            key={role}
            createdAt={createdAt}
            periodMonths={periodMonths}
            {...(role === 'current' ? {} : { token: role })}
          />
        ))}
      {apiKey.renewal !== null && (
        <span className="key-pending">
          <RefreshCw size={14} aria-hidden />
          {t('keys.pendingDeletion')}
        </span>
      )}
    </div>
  );
}
