import { useQueryClient } from '@tanstack/react-query';
import { MailPlus, UserPlus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { SetupLink } from '../../api/api-types.ts';
import { CallFailure, call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { UserRolesField } from './user-roles-field.tsx';

interface InviteUserProps {
  readonly onClose: () => void;
  readonly returnFocus: () => HTMLElement | null;
}

/** Invites somebody, then shows the link to hand over. Whether the address is known elsewhere is told to nobody. */
export function InviteUser({ onClose, returnFocus }: InviteUserProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const formId = useId();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [link, setLink] = useState<SetupLink | null>(null);
  const invite = useAction(async () => {
    const added = await call(
      'POST /api/v1/accounts/{account}/users',
      {
        path: { account },
        body: { email: email.trim(), roles: chosen, ...(name.trim() === '' ? {} : { name: name.trim() }) },
      },
      { idempotencyKey },
    );
    setLink(added.invitation);
    await queryClient.invalidateQueries({ queryKey: [account, 'users'] });
    void queryClient.invalidateQueries({ queryKey: [account, 'roles'] });
  });
  const shared = { onClose, returnFocus };
  if (link !== null) {
    return <LinkDialog purpose="invitation" email={email.trim()} icon={MailPlus} link={link} {...shared} />;
  }
  const { failure } = invite;
  const field = failure instanceof CallFailure ? failure.field : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void invite.run();
  };
  return (
    <FormSheet
      isUnsaved={email !== '' || name !== '' || chosen.length > 0}
      title={t('users.invite')}
      icon={UserPlus}
      {...shared}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" type="submit" form={formId} isPending={invite.isRunning}>
            {t('users.invite')}
          </Button>
        </>
      }
    >
      <form id={formId} className="user-form" onSubmit={submit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          value={email}
          onChange={(text) => {
            setEmail(text);
            invite.forget();
          }}
          maxLength={254}
          autoComplete="off"
          isRequired
          autoFocus
          error={field === 'email' ? t(isKnown(failure) ? 'users.exists' : 'setup.emailRefused') : undefined}
        />
        <TextField
          label={t('users.name')}
          hint={t('users.nameHint')}
          value={name}
          onChange={setName}
          maxLength={100}
          autoComplete="off"
        />
        <UserRolesField chosen={chosen} onChange={setChosen} />
        {field !== 'email' && <FailureNotice failure={failure} />}
      </form>
    </FormSheet>
  );
}

function isKnown(failure: unknown): boolean {
  return failure instanceof CallFailure && failure.code === 'user_exists';
}
