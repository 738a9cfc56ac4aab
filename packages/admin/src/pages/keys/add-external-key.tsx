import { useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { showToast } from '../../components/show-toast.ts';
import { TextField } from '../../components/text-field.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { ExternalFailure, useExternalFailure, useWrongInView } from './external-failure.tsx';
import { ExternalKeyFields, type ExternalKeyForm } from './external-key-fields.tsx';
import { endOfDay } from './grant-day.ts';

const emptyForm: ExternalKeyForm = { roles: [], note: '', lastDay: '' };

/** Gives a key of another account roles in this one. */
export function AddExternalKey({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const formId = useId();
  const [appKey, setAppKey] = useState('');
  const [form, setForm] = useState(emptyForm);
  const [tries, setTries] = useState(0);
  const add = useAction(async () => {
    const expiresAt = endOfDay(form.lastDay);
    const added = await call(
      'POST /api/v1/accounts/{account}/external-keys',
      {
        path: { account },
        body: {
          appKey: appKey.trim(),
          roles: form.roles,
          ...(form.note.trim() === '' ? {} : { note: form.note.trim() }),
          ...(expiresAt === null ? {} : { expiresAt }),
        },
      },
      { idempotencyKey: newIdempotencyKey() },
    );
    await queryClient.invalidateQueries({ queryKey: [account, 'external-keys'] });
    showToast(t('external.added', { key: added.appKey }));
    onClose();
  });
  const wrong = useExternalFailure(add.failure);
  const formElement = useWrongInView(tries, add.failure);
  const missing = {
    appKey: tries > 0 && appKey.trim() === '' ? t('external.keyMissing') : undefined,
    roles: tries > 0 && form.roles.length === 0 ? t('external.rolesMissing') : undefined,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (appKey.trim() !== '' && form.roles.length > 0) void add.run();
  };
  return (
    <FormSheet
      isUnsaved={appKey !== '' || form !== emptyForm}
      title={t('external.add')}
      subject={t('external.addHint')}
      icon={Plus}
      onClose={onClose}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" type="submit" form={formId} isPending={add.isRunning}>
            {t('external.submit')}
          </Button>
        </>
      }
    >
      <form id={formId} ref={formElement} className="dialog-form" onSubmit={submit} noValidate>
        <ExternalFailure wrong={wrong} />
        <TextField
          label={t('external.identification')}
          hint={t('external.identificationHint')}
          isCode
          autoFocus
          maxLength={200}
          value={appKey}
          onChange={(text) => {
            setAppKey(text);
            add.forget();
          }}
          error={missing.appKey ?? wrong.appKey}
        />
        <ExternalKeyFields
          form={form}
          onChange={(changed) => {
            setForm({ ...form, ...changed });
            add.forget();
          }}
          rolesError={missing.roles ?? wrong.roles}
          dayError={wrong.lastDay}
        />
      </form>
    </FormSheet>
  );
}
