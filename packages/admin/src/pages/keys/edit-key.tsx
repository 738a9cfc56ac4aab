import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Key } from '../../api/api-types.ts';
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
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { TextField } from '../../components/text-field.tsx';
import { RolesField } from '../../frame/roles-field.tsx';
import { useRoleNames } from '../../frame/use-role-names.ts';
import { useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { KeyEvidence } from './key-evidence.tsx';
import { useKeyChange } from './use-key-change.ts';

const formId = 'edit-key';

/** Name, roles, and whether it is active. */
export function EditKey({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const roleNames = useRoleNames();
  const [name, setName] = useState(apiKey.label);
  const [chosen, setChosen] = useState<readonly number[]>(idsOf(apiKey.roles));
  const [isActive, setActive] = useState(apiKey.isActive);
  const { seen, former, send } = useEdited<Key>(apiKey, {
    formOf: ({ label, roles, isActive: isOn }) => [label, idsOf(roles), isOn],
    rebase: (before, now) => {
      setName((mine) => rebased(before.label, mine, now.label));
      setChosen((mine) => rebasedChoice(idsOf(before.roles), mine, idsOf(now.roles)));
      setActive((mine) => rebased(before.isActive, mine, now.isActive));
    },
  });
  const save = useKeyChange(async (inAccount) => {
    const path = { account: inAccount, key: apiKey.id };
    await send(async ({ label, roles, isActive: isOn, version }) => {
      // Only what was changed: what somebody else has changed meanwhile stays.
      const body = {
        ...(name.trim() === label ? {} : { label: name.trim() }),
        ...changedRoles(roles, chosen),
        ...(isActive === isOn ? {} : { isActive }),
      };
      if (Object.keys(body).length === 0) return;
      await call('PATCH /api/v1/accounts/{account}/keys/{key}', { path, body }, { ifMatch: version });
      showToast(t('keys.saved', { name: name.trim() }));
    });
  });
  return (
    <FormSheet
      isUnsaved={name !== seen.label || areOtherIds(idsOf(seen.roles), chosen) || isActive !== seen.isActive}
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
        <RolesField chosen={chosen} onChange={setChosen} names={seen.roles.map((role) => role.name)} />
        <Checkbox isSelected={isActive} onChange={setActive}>
          {t('keys.activeBox')}
        </Checkbox>
        {seen.isActive && !isActive && (
          <>
            <Notice tone="warn">{t('keys.willStop')}</Notice>
            <KeyEvidence keyId={apiKey.id} change="deactivate" />
          </>
        )}
        {!seen.isActive && isActive && <Notice tone="warn">{t('keys.willWork')}</Notice>}
        <ChangedMeanwhile
          failure={save.failure}
          changes={[
            former !== null && former.label !== seen.label && { field: t('keys.name'), value: seen.label },
            former !== null && areOtherRoles(former, seen) && { field: t('keys.roles'), value: roleNames(seen.roles) },
            former !== null &&
              former.isActive !== seen.isActive && {
                field: t('keys.status'),
                value: t(seen.isActive ? 'keys.active' : 'keys.inactive'),
              },
          ]}
        />
      </form>
    </FormSheet>
  );
}
