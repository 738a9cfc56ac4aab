import { RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { Chip, ChipButton } from '../../components/chip.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Freshness } from '../../components/freshness.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import type { KeySort } from '../../router/keys-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** Columns of the generated keys; without the period nothing is said of how old a token is. */
export function useKeyColumns(periodMonths: number | undefined): readonly Column<Key, KeySort>[] {
  const t = useText();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'key',
        title: t('keys.keyName'),
        sort: { key: 'label' },
        onCard: 'head',
        width: '24%',
        cell: (key) => <KeyName name={key.label} appKey={key.appKey} />,
      },
      {
        id: 'duration',
        title: t('keys.duration'),
        sort: { key: 'freshness', first: 'desc' },
        width: '17%',
        cell: (key) => periodMonths !== undefined && <TokenDurations apiKey={key} periodMonths={periodMonths} />,
      },
      { id: 'roles', title: t('keys.roles'), onCard: 'plain', cell: (key) => <KeyRoles roles={key.roles} /> },
      {
        id: 'created',
        title: t('keys.created'),
        sort: { key: 'createdAt', first: 'desc' },
        width: '128px',
        cell: (key) => format.date(key.createdAt),
      },
      {
        id: 'used',
        title: t('keys.lastUsed'),
        sort: { key: 'lastUsedAt', first: 'desc' },
        width: '120px',
        cell: (key) =>
          key.lastUsedAt === null ? (
            <span className="muted">{t('keys.neverUsed')}</span>
          ) : (
            <RelativeTime time={key.lastUsedAt} />
          ),
      },
      {
        id: 'status',
        title: t('keys.status'),
        sort: { key: 'status' },
        onCard: 'plain',
        width: '112px',
        cell: (key) => (
          <StatusDot isActive={key.isActive}>{t(key.isActive ? 'keys.active' : 'keys.inactive')}</StatusDot>
        ),
      },
    ],
    [t, format, periodMonths],
  );
}

function KeyName({ name, appKey }: { readonly name: string; readonly appKey: string }) {
  const t = useText();
  return (
    <div className="key-name">
      <strong>{name}</strong>
      <span className="key-string">
        <code>{appKey}</code>
        <CopyButton variant="quiet" text={appKey} label={t('keys.copyKey', { key: appKey })} />
      </span>
    </div>
  );
}

function TokenDurations({ apiKey, periodMonths }: { readonly apiKey: Key; readonly periodMonths: number }) {
  const t = useText();
  return (
    <div className="key-durations">
      {apiKey.tokens.map(({ role, createdAt }) => (
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

const shownRoles = 2;

function KeyRoles({ roles }: { readonly roles: Key['roles'] }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  if (roles.length === 0) return <span className="muted">{t('keys.noRoles')}</span>;
  const rest = roles.length - shownRoles;
  return (
    <div className="chips">
      {roles.slice(0, shownRoles).map(({ id, name }) => (
        <Chip key={id}>{name}</Chip>
      ))}
      {rest > 0 && (
        <ChipButton label={t('keys.allRoles', { count: roles.length })} onPress={() => setOpen(true)}>
          +{rest}
        </ChipButton>
      )}
      {isOpen && (
        <Dialog title={t('keys.roles')} onClose={() => setOpen(false)}>
          <div className="chips">
            {roles.map(({ id, name }) => (
              <Chip key={id}>{name}</Chip>
            ))}
          </div>
        </Dialog>
      )}
    </div>
  );
}
