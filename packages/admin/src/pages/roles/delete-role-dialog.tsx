import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { RoleInList } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { roleQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { Holders } from './holders-sheet.tsx';
import { isHeld, useHolderText } from './use-role-texts.ts';

interface DeleteRoleDialogProps {
  readonly role: RoleInList;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

/** Deletes a role that nobody has; of one that is in use it says who has it, and where to take it from them. */
export function DeleteRoleDialog({ role, onClose, onDeleted }: DeleteRoleDialogProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const holderText = useHolderText();
  const { data: current = role, isFetchedAfterMount } = useQuery({
    ...roleQuery(account, role.id),
    staleTime: 0,
    retry: false,
  });
  const remove = useAction(async () => {
    try {
      await call('DELETE /api/v1/accounts/{account}/roles/{role}', { path: { account, role: role.id } });
    } catch (error) {
      // Somebody may have been given the role a moment ago.
      await queryClient.invalidateQueries({ queryKey: [account, 'roles'] });
      throw error;
    }
    const isOther = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[2] !== role.id;
    await queryClient.invalidateQueries({ queryKey: [account, 'roles'], predicate: isOther });
    showToast(t('roles.deleted', { name: role.name }));
    onClose();
    onDeleted?.();
  });
  const holders = current.holders;
  const isInUse = holders !== undefined && isHeld(holders);
  return (
    <Dialog
      title={t(isInUse ? 'roles.inUse' : 'roles.delete')}
      subject={role.name}
      icon={Trash2}
      tone={isInUse ? 'warn' : 'bad'}
      isAlert
      onClose={onClose}
      returnFocus={() => rowFocus(String(role.id))}
      footer={
        isInUse ? (
          <Button autoFocus onPress={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <CancelButton autoFocus onPress={onClose} />
            <Button
              variant="danger"
              isPending={remove.isRunning || !isFetchedAfterMount}
              onPress={() => void remove.run()}
            >
              {t('roles.delete')}
            </Button>
          </>
        )
      }
    >
      {isInUse ? (
        <>
          <Notice tone="warn">{t('roles.inUseHint', { holders: holderText(holders) })}</Notice>
          <Holders role={current} />
        </>
      ) : (
        <p>{t('roles.deleteHint')}</p>
      )}
      {!isInUse && <FailureNotice failure={remove.failure} />}
    </Dialog>
  );
}
