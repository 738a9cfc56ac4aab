import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { User } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import {
  areOtherIds,
  areOtherRoles,
  changedRoles,
  idsOf,
  rebased,
  rebasedChoice,
  useEdited,
} from '../../api/meanwhile.ts';
import { sessionQuery } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { TextField } from '../../components/text-field.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRoleNames } from '../../frame/use-role-names.ts';
import { useText } from '../../text/use-text.tsx';
import { UserRolesField } from './user-roles-field.tsx';

/** How the account calls a user, and the roles that they have in it. Nobody changes their own roles. */
export function EditUser({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const queryClient = useQueryClient();
  const formId = useId();
  const roleNames = useRoleNames();
  const [name, setName] = useState(user.name ?? '');
  const [chosen, setChosen] = useState<readonly number[]>(idsOf(user.roles));
  const { seen, former, send } = useEdited(user, {
    formOf: ({ name: called, roles }) => [called, idsOf(roles)],
    rebase: (before, now) => {
      setName((mine) => rebased(before.name ?? '', mine, now.name ?? ''));
      setChosen((mine) => rebasedChoice(idsOf(before.roles), mine, idsOf(now.roles)));
    },
  });
  const isSelf = session.user.id === user.id;
  const mayReadRoles = holds('Get_Roles_Paged', 'ViewApiKeys');
  const save = useAction(async () => {
    const newName = name.trim() === '' ? null : name.trim();
    const path = { account, user: user.id };
    await send(({ name: called, roles, version }) => {
      const body = { ...(newName === called ? {} : { name: newName }), ...changedRoles(roles, chosen) };
      return call('PATCH /api/v1/accounts/{account}/users/{user}', { path, body }, { ifMatch: version });
    });
    await queryClient.invalidateQueries({ queryKey: [account] });
    showToast(t('common.saved'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  const names = seen.roles.map((role) => role.name);
  return (
    <FormSheet
      isUnsaved={name !== (seen.name ?? '') || areOtherIds(idsOf(seen.roles), chosen)}
      title={t('users.edit')}
      subject={user.email}
      icon={Pencil}
      onClose={onClose}
      returnFocus={() => rowFocus(user.id)}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" type="submit" form={formId} isPending={save.isRunning}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className="user-form" onSubmit={submit}>
        <TextField
          label={t('users.name')}
          hint={t('users.nameHint')}
          value={name}
          onChange={setName}
          maxLength={100}
          autoFocus
        />
        <UserRolesField
          chosen={chosen}
          onChange={setChosen}
          fixed={
            isSelf
              ? { reason: t('failure.ownRights'), names }
              : mayReadRoles
                ? undefined
                : { reason: t('common.noPermissionHint', { resources: 'Get_Roles_Paged' }), names }
          }
        />
        <ChangedMeanwhile
          failure={save.failure}
          changes={[
            former !== null && former.name !== seen.name && { field: t('users.name'), value: seen.name ?? '—' },
            former !== null && areOtherRoles(former, seen) && { field: t('keys.roles'), value: roleNames(seen.roles) },
          ]}
        />
      </form>
    </FormSheet>
  );
}
