import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { RolesField } from '../../frame/roles-field.tsx';
import { useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { KeyEvidence } from './key-evidence.tsx';
import { useKeyChange } from './use-key-change.ts';

const formId = 'edit-key';

/** Name, roles, and whether it is active. */
export function EditKey({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const [name, setName] = useState(apiKey.label);
  const [chosen, setChosen] = useState<readonly number[]>(apiKey.roles.map(({ id }) => id));
  const [isActive, setActive] = useState(apiKey.isActive);
  const hasRoles = sameIds(
    chosen,
    apiKey.roles.map(({ id }) => id),
  );
  const save = useKeyChange(async (inAccount) => {
    // Only what was changed: what somebody else has changed meanwhile stays.
    const body = {
      ...(name.trim() === apiKey.label ? {} : { label: name.trim() }),
      ...(hasRoles ? {} : { roles: chosen }),
      ...(isActive === apiKey.isActive ? {} : { isActive }),
    };
    if (Object.keys(body).length === 0) return;
    await call('PATCH /api/v1/accounts/{account}/keys/{key}', { path: { account: inAccount, key: apiKey.id }, body });
    showToast(t('keys.saved', { name: name.trim() }));
  });
  return (
    <FormSheet
      isUnsaved={name !== apiKey.label || !hasRoles || isActive !== apiKey.isActive}
      title={t('keys.editTitle')}
      subject={<code>{apiKey.appKey}</code>}
      icon={Pencil}
      onClose={onClose}
      returnFocus={() => rowFocus(apiKey.id)}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" type="submit" form={formId} isPending={save.isRunning}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="sheet-form"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await save.run()) onClose();
        }}
      >
        <TextField
          label={t('keys.name')}
          value={name}
          onChange={setName}
          maxLength={100}
          isRequired
          autoFocus
          validate={(value) => (value.trim() === '' ? t('keys.nameMissing') : null)}
        />
        <RolesField chosen={chosen} onChange={setChosen} names={apiKey.roles.map((role) => role.name)} />
        <Checkbox isSelected={isActive} onChange={setActive}>
          {t('keys.activeBox')}
        </Checkbox>
        {apiKey.isActive && !isActive && (
          <>
            <Notice tone="warn">{t('keys.willStop')}</Notice>
            <KeyEvidence keyId={apiKey.id} change="deactivate" />
          </>
        )}
        {!apiKey.isActive && isActive && <Notice tone="warn">{t('keys.willWork')}</Notice>}
        <FailureNotice failure={save.failure} />
      </form>
    </FormSheet>
  );
}

function sameIds(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}
