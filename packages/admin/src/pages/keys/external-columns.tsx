import { useMemo } from 'react';
import type { ExternalKey } from '../../api/api-types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { menuColumn } from '../../components/menu-column.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import type { ExternalSort, externalStatuses } from '../../router/external-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { GrantEnd } from './grant-end.tsx';
import { LastUsed, rolesColumn } from './shared-columns.tsx';
import { useOpenRoles } from './use-open-roles.ts';

export const externalStatusTexts: Readonly<Record<(typeof externalStatuses)[number], MessageId>> = {
  active: 'keys.active',
  inactive: 'keys.inactive',
  deleted_by_owner: 'external.deletedByOwner',
};

/** Columns of the external keys; the last one has the button that opens a row's menu. */
export function useExternalColumns(
  openMenu: (key: ExternalKey, trigger: HTMLElement) => void,
): readonly Column<ExternalKey, ExternalSort>[] {
  const t = useText();
  const format = useFormat();
  const openRoles = useOpenRoles();
  return useMemo(
    () => [
      {
        id: 'key',
        title: t('external.key'),
        sort: { key: 'appKey' },
        second: { title: t('external.owner'), sort: { key: 'owner' } },
        onCard: 'head',
        width: '28%',
        cell: (key) => <KeyAndOwner externalKey={key} />,
      },
      rolesColumn(t, openRoles),
      {
        id: 'added',
        title: t('external.addedOn'),
        sort: { key: 'addedAt', first: 'desc' },
        width: '148px',
        cell: (key) => format.date(key.addedAt),
      },
      {
        id: 'used',
        title: t('keys.lastUsed'),
        sort: { key: 'lastUsedAt', first: 'desc' },
        width: '128px',
        cell: ({ lastUsedAt }) => <LastUsed time={lastUsedAt} />,
      },
      {
        id: 'status',
        title: t('keys.status'),
        sort: { key: 'status' },
        width: '184px',
        cell: (key) => (
          <>
            <StatusDot isActive={key.status === 'active'}>{t(externalStatusTexts[key.status])}</StatusDot>
            {key.expiresAt !== null && <GrantEnd time={key.expiresAt} />}
          </>
        ),
      },
      menuColumn(t, { nameOf: ({ appKey }) => appKey, onOpen: openMenu }),
    ],
    [t, format, openMenu, openRoles],
  );
}

function KeyAndOwner({ externalKey: { appKey, owner, note } }: { readonly externalKey: ExternalKey }) {
  const t = useText();
  return (
    <div className="key-name">
      <span className="key-string">
        <code>{appKey}</code>
        <CopyButton variant="quiet" text={appKey} label={t('keys.copyKey', { key: appKey })} />
      </span>
      <span>{owner}</span>
      {note !== null && <span className="key-note">{note}</span>}
    </div>
  );
}
