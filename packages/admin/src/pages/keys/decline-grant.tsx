import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { keyGrantsQuery } from '../../api/key-details.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { RichText, useText } from '../../text/use-text.tsx';

interface DeclineGrantProps {
  readonly apiKey: Key;
  /** Name of the account that has given the key roles. */
  readonly grantingAccount: string;
  readonly onClose: () => void;
}

/** Gives back what another account has given to a key, after a question: the key's owner cannot take it again. */
export function DeclineGrant({ apiKey, grantingAccount, onClose }: DeclineGrantProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const decline = useAction(async () => {
    const path = { account, key: apiKey.id, grantingAccount };
    await call('DELETE /api/v1/accounts/{account}/keys/{key}/grants/{grantingAccount}', { path });
    void queryClient.invalidateQueries({ queryKey: [account, 'audit'] });
    // Waited for: when the dialog closes, focus does not go to a button that is about to go.
    await queryClient.invalidateQueries({ queryKey: keyGrantsQuery(account, apiKey.id).queryKey });
    showToast(t('key.declined', { account: grantingAccount }));
    onClose();
  });
  return (
    <Dialog
      isAlert
      title={t('key.declineTitle')}
      subject={apiKey.label}
      icon={X}
      tone="bad"
      onClose={onClose}
      returnFocus={() => rowFocus(grantingAccount)}
      footer={
        <>
          <CancelButton onPress={onClose} autoFocus />
          <Button variant="danger" isPending={decline.isRunning} onPress={() => void decline.run()}>
            {t('key.decline')}
          </Button>
        </>
      }
    >
      <p>
        <RichText
          id="key.declineEffect"
          values={{ key: <code>{apiKey.appKey}</code>, account: <strong>{grantingAccount}</strong> }}
        />
      </p>
      <FailureNotice failure={decline.failure} />
    </Dialog>
  );
}
