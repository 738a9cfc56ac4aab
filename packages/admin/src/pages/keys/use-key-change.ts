import { useQueryClient } from '@tanstack/react-query';
import { type Action, useAction } from '../../api/use-action.ts';
import { useAccount } from '../../frame/use-account.ts';

/** A change of one key, or a new one: afterwards all lists of keys are read again. */
export function useKeyChange<Arguments extends readonly unknown[]>(
  act: (account: string, ...given: Arguments) => Promise<void>,
): Action<Arguments> {
  const queryClient = useQueryClient();
  const { name: account } = useAccount();
  return useAction(async (...given: Arguments) => {
    await act(account, ...given);
    // Waited for: when a dialog closes, focus goes to a row that is there, and not to one that is about to go.
    await queryClient.invalidateQueries({ queryKey: [account, 'keys'] });
  });
}
