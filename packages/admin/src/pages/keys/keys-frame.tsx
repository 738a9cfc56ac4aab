import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { download } from '../../api/download.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { type Tab, Tabs } from '../../components/tabs.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useText } from '../../text/use-text.tsx';

interface KeysFrameProps {
  readonly actions?: ReactNode;
  /** How many generated keys there are in all. */
  readonly generatedCount?: string | undefined;
  readonly children: ReactNode;
}

/** Around every tab of *API Keys*: the heading with the export, and the way to the other tabs. */
export function KeysFrame({ actions, generatedCount, children }: KeysFrameProps) {
  const t = useText();
  const account = useAccount();
  const params = { account: account.name };
  const tabs: Tab[] = [
    {
      id: 'generated',
      to: '/$account/keys',
      params,
      text: t('keys.generated'),
      count: generatedCount,
      activeOptions: { exact: true, includeSearch: false },
    },
    {
      id: 'external',
      to: '/$account/keys/external',
      params,
      text: t('external.tab'),
      activeOptions: { includeSearch: false },
    },
    { id: 'settings', to: '/$account/keys/settings', params, text: t('settings.tab') },
  ];
  const exporting = useAction(() => download('GET /api/v1/accounts/{account}/keys/export', params));
  const buttons = (
    <>
      <Button
        icon={Download}
        isPending={exporting.isRunning}
        disabledReason={useRefusal('ViewApiKeys')}
        onPress={() => void exporting.run()}
      >
        {t('keys.export')}
      </Button>
      {actions}
    </>
  );
  return (
    <>
      <PageHeader title={t('keys.title')} hint={t('keys.hint')} actions={buttons} />
      <FailureNotice failure={exporting.failure} />
      <Tabs label={t('keys.title')} tabs={tabs} />
      {children}
    </>
  );
}
