import { MailPlus } from 'lucide-react';
import type { User } from '../../api/api-types.ts';
import { Button } from '../../components/button.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

export const userStatusTexts: Readonly<Record<User['status'], MessageId>> = {
  active: 'users.active',
  invited: 'users.invited',
};

interface UserStatusProps {
  readonly user: User;
  /** Why no link can be issued for the user by this one; `undefined`: it can. */
  readonly refusal: string | undefined;
  readonly onInvite: () => void;
}

/** Whether a user has joined; of whoever has not, how long the invitation is good, or the way to another one. */
export function UserStatus({ user: { status, invitationExpiresAt }, refusal, onInvite }: UserStatusProps) {
  const t = useText();
  const { minute } = useFormat();
  return (
    <div className="user-status">
      <StatusDot isActive={status === 'active'}>{t(userStatusTexts[status])}</StatusDot>
      {status === 'invited' && (
        <span className="user-invitation" data-gone={invitationExpiresAt === null || undefined}>
          {invitationExpiresAt === null
            ? t('users.invitationGone')
            : t('users.invitationUntil', { time: minute(invitationExpiresAt) })}
        </span>
      )}
      {status === 'invited' && invitationExpiresAt === null && (
        <Button icon={MailPlus} disabledReason={refusal} onPress={onInvite}>
          {t('users.newInvitation')}
        </Button>
      )}
    </div>
  );
}
