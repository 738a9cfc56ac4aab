import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { useSharedMenu } from '../../components/menu.tsx';
import { MenuButton } from '../../components/menu-column.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useKeyStatus } from './deactivate-key.tsx';
import { type ChosenAct, KeyDialogs } from './key-dialogs.tsx';
import { KeyMenu } from './key-menu.tsx';

/** What can be done with a key, on its own page: the same menu as in the list. */
export function KeyActions({ apiKey }: { readonly apiKey: Key }) {
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const menu = useSharedMenu<Key>();
  const [chosen, setChosen] = useState<ChosenAct | null>(null);
  const status = useKeyStatus();
  const readEvents = () => void queryClient.invalidateQueries({ queryKey: [account, 'audit'] });
  return (
    <div data-row={apiKey.id}>
      <MenuButton name={apiKey.label} onOpen={(trigger) => menu.open(apiKey, trigger)} isFramed />
      <KeyMenu
        apiKey={menu.subject}
        trigger={menu.trigger}
        onClose={menu.close}
        onAct={(act, key) => setChosen({ act, apiKey: key })}
        onActivate={(key) => void status.run(key, true).then(readEvents)}
      />
      <KeyDialogs
        chosen={chosen}
        onClose={() => {
          setChosen(null);
          readEvents();
        }}
      />
      <FailureNotice failure={status.failure} />
    </div>
  );
}
