import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, MailPlus, UserLock } from 'lucide-react';
import { useState } from 'react';
import type { SetupLink, User } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { type LinkPurpose, linkTexts } from './link-texts.ts';

interface IssueLinkProps {
  readonly purpose: LinkPurpose;
  readonly user: User;
  readonly onClose: () => void;
}

const icons = { invitation: MailPlus, separate: UserLock, password: KeyRound } as const;

/** Asks first, for the link from before opens nothing any more; then shows the new one. */
export function IssueLink({ purpose, user, onClose }: IssueLinkProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [link, setLink] = useState<SetupLink | null>(null);
  const issue = useAction(async () => {
    const path = { account, user: user.id };
    setLink(
      purpose === 'password'
        ? await call('POST /api/v1/accounts/{account}/users/{user}/password-link', { path }, { idempotencyKey })
        : await call(
            'POST /api/v1/accounts/{account}/users/{user}/invitation',
            { path, body: { separate: purpose === 'separate' } },
            { idempotencyKey },
          ),
    );
    void queryClient.invalidateQueries({ queryKey: [account, 'users'] });
  });
  const shared = {
    icon: icons[purpose],
    onClose,
    returnFocus: () => rowFocus(user.id),
  };
  if (link !== null) return <LinkDialog purpose={purpose} email={user.email} link={link} {...shared} />;
  return (
    <Dialog
      title={t(linkTexts[purpose].title)}
      subject={user.email}
      {...shared}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" autoFocus isPending={issue.isRunning} onPress={() => void issue.run()}>
            {t('users.issueLink')}
          </Button>
        </>
      }
    >
      <p>{t(linkTexts[purpose].effect)}</p>
      <FailureNotice failure={issue.failure} />
    </Dialog>
  );
}
