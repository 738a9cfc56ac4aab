import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { type Tab, Tabs } from '../../components/tabs.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';

interface KeysFrameProps {
  readonly actions?: ReactNode;
  /** How many generated keys there are in all. */
  readonly generatedCount?: string | undefined;
  readonly children: ReactNode;
}

/** Around every tab of *API Keys*: the heading, and the way to the other tabs. */
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
  ];
  return (
    <>
      <PageHeader title={t('keys.title')} hint={t('keys.hint')} actions={actions} />
      <Tabs label={t('keys.title')} tabs={tabs} />
      {children}
    </>
  );
}
