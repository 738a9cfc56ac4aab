import './roles.css';
import './builder.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Copy, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import type { RoleInList } from '../../api/api-types.ts';
import { resourcesQuery, roleQuery } from '../../api/roles.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, NoPermission } from '../../components/empty-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { BackToRoles } from './back-to-roles.tsx';
import { DeleteRoleDialog } from './delete-role-dialog.tsx';
import { EditRole } from './edit-role.tsx';
import { Holders, HoldersSheet } from './holders-sheet.tsx';
import { LoadingRole } from './loading-role.tsx';
import { RoleKind } from './role-kind.tsx';
import { RoleResources } from './role-resources.tsx';
import { roleReaders, useCreateReason, useHolderText, useRoleReasons } from './use-role-texts.ts';

const route = getRouteApi('/$account/roles/$role');

/** One role: what it opens and who has it; to edit, where that is possible. */
export function RolePage() {
  return (
    <PageMessages page="roles">
      <OneRole />
    </PageMessages>
  );
}

function OneRole() {
  const account = useAccount();
  if (!account.holds(...roleReaders)) return <NoPermission resources={roleReaders} />;
  return (
    <>
      <BackToRoles />
      <LoadedRole />
    </>
  );
}

function LoadedRole() {
  const { name: account } = useAccount();
  const id = Number(route.useParams().role);
  const role = useQuery(roleQuery(account, id));
  const resources = useQuery(resourcesQuery(account));
  const failed = role.isError && role.data === undefined ? role : resources.isError ? resources : null;
  if (failed !== null) return <ErrorState failure={failed.error} onRetry={() => void failed.refetch()} isWholePage />;
  if (role.data === undefined || resources.data === undefined) return <LoadingRole />;
  return (
    <>
      <RoleHeader role={role.data} />
      <RoleBody role={role.data} resources={resources.data} />
    </>
  );
}

function RoleHeader({ role }: { readonly role: RoleInList }) {
  const t = useText();
  const { name: account } = useAccount();
  const navigate = useNavigate();
  const holderText = useHolderText();
  const reasons = useRoleReasons()(role);
  const createReason = useCreateReason();
  const [opened, setOpened] = useState<'holders' | 'delete' | null>(null);
  const close = () => setOpened(null);
  return (
    <>
      <PageHeader
        title={role.name}
        hint={
          <>
            <RoleKind kind={role.kind} />
            {role.holders !== undefined && ` · ${t('roles.holders')}: ${holderText(role.holders)}`}
          </>
        }
        // Owner is neither copied nor deleted by anybody, and who has it stands below.
        actions={
          !role.holdsEverything && (
            <>
              <Button icon={Users} onPress={() => setOpened('holders')}>
                {t('roles.holders')}
              </Button>
              <Button
                icon={Copy}
                disabledReason={createReason}
                onPress={() =>
                  void navigate({ to: '/$account/roles/new', params: { account }, search: { from: role.id } })
                }
              >
                {t('roles.copy')}
              </Button>
              <Button icon={Trash2} disabledReason={reasons.delete} onPress={() => setOpened('delete')}>
                {t('roles.delete')}
              </Button>
            </>
          )
        }
      />
      {opened === 'holders' && <HoldersSheet role={role} onClose={close} />}
      {opened === 'delete' && (
        <DeleteRoleDialog
          role={role}
          onClose={close}
          onDeleted={() =>
            void navigate({ to: '/$account/roles', params: { account }, search: {}, ignoreBlocker: true })
          }
        />
      )}
    </>
  );
}

function RoleBody({ role, resources }: Parameters<typeof EditRole>[0]) {
  const t = useText();
  const reason = useRoleReasons()(role).edit;
  if (reason === undefined) return <EditRole key={role.id} role={role} resources={resources} />;
  return (
    <div className="role-fixed">
      <Notice tone="info">{reason}</Notice>
      {role.holdsEverything ? (
        <>
          <Notice tone="warn">{t('rolePicker.opensEverything')}</Notice>
          <section className="card role-holders">
            <h2>{t('roles.holders')}</h2>
            <Holders role={role} />
          </section>
        </>
      ) : (
        <RoleResources keys={role.resources} resources={resources} />
      )}
    </div>
  );
}
