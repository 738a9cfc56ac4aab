import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RoleInList } from '../../api/api-types.ts';
import {
  holdingExternalKeysQuery,
  holdingKeysQuery,
  holdingUsersQuery,
  type NamedHolder,
} from '../../api/role-holders.ts';
import { SideSheet } from '../../components/dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { isHeld, useHolderText } from './use-role-texts.ts';

/** Who has a role, by name as far as the user may see them, and where that is changed. */
export function HoldersSheet({ role, onClose }: { readonly role: RoleInList; readonly onClose: () => void }) {
  const t = useText();
  const holderText = useHolderText();
  return (
    <SideSheet
      title={t('roles.holders')}
      subject={role.holders === undefined ? role.name : `${role.name}: ${holderText(role.holders)}`}
      icon={Users}
      onClose={onClose}
    >
      {role.holders !== undefined && isHeld(role.holders) ? (
        <Holders role={role} />
      ) : (
        <p className="muted">{t('roles.nobodyHint')}</p>
      )}
    </SideSheet>
  );
}

/** The keys and users that have a role; each kind that there is, with a way to its list. */
export function Holders({ role }: { readonly role: RoleInList }) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const { keys = 0, externalKeys = 0, users = 0 } = role.holders ?? {};
  return (
    <>
      {keys > 0 && (
        <HolderSection
          title={t('keys.count', { count: keys })}
          query={holdingKeysQuery(account, role.id)}
          nameOf={({ id, name }) => (
            <Link to="/$account/keys/$key" params={{ account, key: id }}>
              {name}
            </Link>
          )}
          mayRead={holds('ViewApiKeys', 'RenewApiToken')}
          reader="ViewApiKeys"
        >
          <Link to="/$account/keys" params={{ account }} search={{ role: role.id }}>
            {t('roles.inKeys')}
          </Link>
        </HolderSection>
      )}
      {externalKeys > 0 && (
        <HolderSection
          title={t('roles.externalKeys', { count: externalKeys })}
          query={holdingExternalKeysQuery(account, role.id)}
          mayRead={holds('ViewApiKeys')}
          reader="ViewApiKeys"
        >
          <Link to="/$account/keys/external" params={{ account }} search={{ role: role.id }}>
            {t('roles.inKeys')}
          </Link>
        </HolderSection>
      )}
      {users > 0 && (
        <HolderSection
          title={t('roles.users', { count: users })}
          query={holdingUsersQuery(account, role.id)}
          mayRead={holds('Get_Users_Paged')}
          reader="Get_Users_Paged"
        >
          <Link to="/$account/users" params={{ account }} search={{ role: role.id }}>
            {t('roles.inUsers')}
          </Link>
        </HolderSection>
      )}
    </>
  );
}

interface HolderSectionProps {
  readonly title: string;
  readonly query: ReturnType<typeof holdingKeysQuery>;
  readonly mayRead: boolean;
  /** Which resource to ask for. */
  readonly reader: string;
  /** The name with a way to the page that it has. */
  readonly nameOf?: (holder: NamedHolder) => ReactNode;
  readonly children?: ReactNode;
}

function HolderSection({ title, query, mayRead, reader, nameOf, children }: HolderSectionProps) {
  const t = useText();
  const { data, error } = useQuery({ ...query, enabled: mayRead });
  return (
    <section className="holders">
      <h3>{title}</h3>
      {!mayRead && <p className="muted">{t('common.noPermissionHint', { resources: reader })}</p>}
      <FailureNotice failure={error} />
      <ul>
        {data?.shown.map((holder) => (
          <li key={holder.id}>
            <strong>{nameOf === undefined ? holder.name : nameOf(holder)}</strong>
            {holder.detail !== null && <code className="muted"> {holder.detail}</code>}
          </li>
        ))}
        {data !== undefined && data.more > 0 && <li className="muted">{t('roles.more', { count: data.more })}</li>}
      </ul>
      {mayRead && children}
    </section>
  );
}
