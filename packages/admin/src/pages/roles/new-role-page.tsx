import './roles.css';
import './builder.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Resource, RoleInList } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { resourcesQuery, roleQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { ErrorState } from '../../components/empty-state.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { BuilderForm } from './builder-form.tsx';
import { useBuilderState } from './builder-state.ts';
import { CreateFrame } from './create-frame.tsx';
import { LoadingRole } from './loading-role.tsx';

const route = getRouteApi('/$account/roles/new');

/** Puts a custom role together, from nothing or from what another role holds. */
export function NewRolePage() {
  return (
    <PageMessages page="roles">
      <CreateFrame>
        <NewRole />
      </CreateFrame>
    </PageMessages>
  );
}

function NewRole() {
  const { name: account } = useAccount();
  const { from } = route.useSearch();
  const resources = useQuery(resourcesQuery(account));
  const copied = useQuery({ ...roleQuery(account, from ?? 0), enabled: from !== undefined });
  const failed = resources.isError ? resources : copied.isError ? copied : null;
  if (failed !== null) return <ErrorState failure={failed.error} onRetry={() => void failed.refetch()} />;
  if (resources.data === undefined || (from !== undefined && copied.data === undefined)) return <LoadingRole />;
  return <NewRoleForm key={from} resources={resources.data} copied={copied.data} />;
}

interface NewRoleFormProps {
  readonly resources: readonly Resource[];
  readonly copied: RoleInList | undefined;
}

function NewRoleForm({ resources, copied }: NewRoleFormProps) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  // Of a copy, what the user could not put into a role of their own stays out.
  const rights = new Set(resources.filter((each) => each.isManagementRight && !holds(each.key)).map(({ key }) => key));
  const state = useBuilderState(
    undefined,
    copied?.resources.filter((key) => !rights.has(key)),
  );
  const create = useAction(async () => {
    const name = state.name.trim();
    await call(
      'POST /api/v1/accounts/{account}/roles',
      { path: { account }, body: { name, resources: [...state.chosen] } },
      { idempotencyKey },
    );
    await queryClient.invalidateQueries({ queryKey: [account, 'roles'] });
    showToast(t('roles.created', { name }));
    await navigate({ to: '/$account/roles', params: { account }, search: {}, ignoreBlocker: true });
  });
  return (
    <BuilderForm resources={resources} state={state} isEdit={false} save={create} submitText={t('roles.create')} />
  );
}
