import { useQueryClient } from '@tanstack/react-query';
import { UserMinus } from 'lucide-react';
import type { User } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

interface RemoveUserProps {
  readonly user: User;
  readonly onClose: () => void;
  readonly onEdit: () => void;
}

/** Takes a user out of the account. Says what they lose; to take only the roles away can be undone more easily. */
export function RemoveUser({ user, onClose, onEdit }: RemoveUserProps) {
  const t = useText();
  const { date } = useFormat();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const remove = useAction(async () => {
    await call('DELETE /api/v1/accounts/{account}/users/{user}', { path: { account, user: user.id } });
    await queryClient.invalidateQueries({ queryKey: [account] });
    showToast(t('users.removed', { email: user.email }));
    onClose();
  });
  return (
    <Dialog
      title={t('users.remove')}
      subject={user.name === null ? user.email : `${user.name} · ${user.email}`}
      icon={UserMinus}
      tone="bad"
      isAlert
      onClose={onClose}
      returnFocus={() => rowFocus(user.id)}
      footer={
        <>
          <CancelButton onPress={onClose} autoFocus />
          <Button onPress={onEdit}>{t('users.editInstead')}</Button>
          <Button variant="danger" isPending={remove.isRunning} onPress={() => void remove.run()}>
            {t('users.removeConfirm')}
          </Button>
        </>
      }
    >
      <Notice tone="bad">{t('users.removeEffect', { account })}</Notice>
      <p>
        {user.joinedAt === null
          ? t('users.neverJoined', { date: date(user.createdAt) })
          : t('users.joinedSince', { date: date(user.joinedAt) })}
      </p>
      {user.roles.length > 0 && (
        <div className="chips">
          {user.roles.map(({ id, name }) => (
            <Chip key={id}>{name}</Chip>
          ))}
        </div>
      )}
      <FailureNotice failure={remove.failure} />
    </Dialog>
  );
}
