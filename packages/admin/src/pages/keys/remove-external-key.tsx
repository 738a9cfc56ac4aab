import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ExternalKey } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { RichText, useText } from '../../text/use-text.tsx';

interface RemoveExternalKeyProps {
  readonly externalKey: ExternalKey;
  readonly onClose: () => void;
}

/** Takes from an external key what this account has given it, after a question. */
export function RemoveExternalKey({ externalKey, onClose }: RemoveExternalKeyProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const { id, appKey, owner, lastUsedAt } = externalKey;
  const remove = useAction(async () => {
    await call('DELETE /api/v1/accounts/{account}/external-keys/{key}', { path: { account, key: id } });
    await queryClient.invalidateQueries({ queryKey: [account, 'external-keys'] });
    showToast(t('external.removed', { key: appKey }));
    onClose();
  });
  return (
    <Dialog
      title={t('external.removeTitle')}
      subject={<code>{appKey}</code>}
      icon={X}
      tone="bad"
      isAlert
      onClose={onClose}
      returnFocus={() => rowFocus(externalKey.id)}
      footer={
        <>
          <CancelButton onPress={onClose} autoFocus />
          <Button variant="danger" isPending={remove.isRunning} onPress={() => void remove.run()}>
            {t('external.remove')}
          </Button>
        </>
      }
    >
      <FailureNotice failure={remove.failure} />
      <p>{t('external.removeHint', { account, owner })}</p>
      {lastUsedAt !== null && (
        <Notice tone="warn">
          <RichText id="external.removeUsed" values={{ time: <RelativeTime time={lastUsedAt} /> }} />
        </Notice>
      )}
    </Dialog>
  );
}
