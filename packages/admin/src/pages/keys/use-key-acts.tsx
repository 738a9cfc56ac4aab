import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useKeyStatus } from './deactivate-key.tsx';
import type { KeyAct } from './key-dialog.ts';
import { type ChosenAct, KeyDialogs } from './key-dialogs.tsx';

/** What can be done with a key on its own page, wherever its button stands. */
export interface KeyActs {
  readonly act: (act: KeyAct) => void;
  readonly activate: () => void;
  readonly isActivating: boolean;
  readonly failure: unknown;
  /** Why somebody may not change the key, or renew its token. */
  readonly refusals: { readonly edit: string | undefined; readonly renew: string | undefined };
  readonly dialog: ReactNode;
}

export function useKeyActs(apiKey: Key): KeyActs {
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<ChosenAct | null>(null);
  const status = useKeyStatus();
  const refusals = { edit: useRefusal('EditApiKeys'), renew: useRefusal('RenewApiToken') };
  const readEvents = () => void queryClient.invalidateQueries({ queryKey: [account, 'audit'] });
  const close = () => {
    setChosen(null);
    readEvents();
  };
  return {
    act: (act) => setChosen({ act, apiKey }),
    activate: () => void status.run(apiKey, true).then(readEvents),
    isActivating: status.isRunning,
    failure: status.failure,
    refusals,
    dialog: <KeyDialogs chosen={chosen} onClose={close} />,
  };
}
