import { useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { ExternalKey } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { areOtherRoles, changedRoles, rebased, rebasedChoice, useEdited } from '../../api/meanwhile.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useRoleNames } from '../../frame/use-role-names.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { ExternalFailure, useExternalFailure, useWrongInView } from './external-failure.tsx';
import { ExternalKeyFields, type ExternalKeyForm } from './external-key-fields.tsx';
import { dayOf, endOfDay } from './grant-day.ts';

interface EditExternalKeyProps {
  readonly externalKey: ExternalKey;
  readonly onClose: () => void;
}

/** Changes roles, note and end of an external key. */
export function EditExternalKey({ externalKey, onClose }: EditExternalKeyProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const formId = useId();
  const roleNames = useRoleNames();
  const { date } = useFormat();
  const [form, setForm] = useState(() => formOf(externalKey));
  const { seen, former, send } = useEdited(externalKey, {
    formOf,
    rebase: (before, now) => setForm((mine) => rebasedForm(before, mine, now)),
  });
  const save = useAction(async () => {
    const path = { account, key: externalKey.id };
    await send((shown) =>
      call(
        'PATCH /api/v1/accounts/{account}/external-keys/{key}',
        { path, body: differences(shown, form) },
        { ifMatch: shown.version },
      ),
    );
    await queryClient.invalidateQueries({ queryKey: [account, 'external-keys'] });
    showToast(t('external.saved', { key: externalKey.appKey }));
    onClose();
  });
  const { appKey: gone, ...wrong } = useExternalFailure(save.failure);
  const formElement = useWrongInView(form.roles.length === 0, save.failure);
  const noRoles = form.roles.length === 0 ? t('external.rolesMissing') : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (noRoles === undefined) void save.run();
  };
  return (
    <FormSheet
      isUnsaved={Object.keys(differences(seen, form)).length > 0}
      title={t('external.edit')}
      subject={<code>{externalKey.appKey}</code>}
      icon={Pencil}
      onClose={onClose}
      returnFocus={() => rowFocus(externalKey.id)}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" type="submit" form={formId} isPending={save.isRunning}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} ref={formElement} className="dialog-form" onSubmit={submit} noValidate>
        {former === null ? (
          <ExternalFailure wrong={gone === undefined ? wrong : { notice: t('failure.notFound') }} />
        ) : (
          <ChangedMeanwhile
            failure={save.failure}
            changes={[
              areOtherRoles(former, seen) && { field: t('keys.roles'), value: roleNames(seen.roles) },
              former.note !== seen.note && { field: t('external.note'), value: seen.note ?? '—' },
              former.expiresAt !== seen.expiresAt && {
                field: t('external.lastDay'),
                value: seen.expiresAt === null ? '—' : date(seen.expiresAt),
              },
            ]}
          />
        )}
        <ExternalKeyFields
          form={form}
          onChange={(changed) => {
            setForm({ ...form, ...changed });
            save.forget();
          }}
          rolesError={noRoles ?? wrong.roles}
          dayError={wrong.lastDay}
        />
      </form>
    </FormSheet>
  );
}

function formOf({ roles, note, expiresAt }: ExternalKey): ExternalKeyForm {
  return {
    roles: roles.map(({ id }) => id),
    note: note ?? '',
    lastDay: expiresAt === null ? '' : dayOf(new Date(expiresAt)),
  };
}

function rebasedForm(before: ExternalKey, form: ExternalKeyForm, now: ExternalKey): ExternalKeyForm {
  const [was, is] = [formOf(before), formOf(now)];
  return {
    roles: rebasedChoice(was.roles, form.roles, is.roles),
    note: rebased(was.note, form.note, is.note),
    lastDay: rebased(was.lastDay, form.lastDay, is.lastDay),
  };
}

/** What became different alone: what somebody else changes meanwhile stays. */
function differences(shown: ExternalKey, after: ExternalKeyForm) {
  const before = formOf(shown);
  const note = after.note.trim();
  return {
    ...changedRoles(shown.roles, after.roles),
    ...(before.note === note ? {} : { note: note === '' ? null : note }),
    ...(before.lastDay === after.lastDay ? {} : { expiresAt: endOfDay(after.lastDay) }),
  };
}
