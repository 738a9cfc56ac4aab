import type { ReactNode } from 'react';
import { NoPermission } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { BackToRoles } from './back-to-roles.tsx';
import { roleReaders } from './use-role-texts.ts';

/** Around both ways to create a role. */
export function CreateFrame({ children }: { readonly children: ReactNode }) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const missing = !holds('Create_Role') ? ['Create_Role'] : holds(...roleReaders) ? null : roleReaders;
  const shared = { params: { account }, activeOptions: { includeSearch: false } };
  return (
    <>
      <BackToRoles />
      <PageHeader title={t('roles.create')} />
      <Tabs
        label={t('roles.create')}
        tabs={[
          { id: 'custom', to: '/$account/roles/new', text: t('roles.custom'), ...shared },
          { id: 'template', to: '/$account/roles/templates', text: t('roles.fromTemplate'), ...shared },
        ]}
      />
      {missing === null ? children : <NoPermission resources={missing} />}
    </>
  );
}
