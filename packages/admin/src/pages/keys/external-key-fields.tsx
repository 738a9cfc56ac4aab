import { FieldMessage } from '../../components/field-message.tsx';
import { RolePicker } from '../../components/role-picker.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../text/use-text.tsx';
import { dayOf } from './grant-day.ts';
import { useReadableResources, useReadableRoles } from './use-readable.ts';

/** What an account says of a key of another one, as a form has it. */
export interface ExternalKeyForm {
  readonly roles: readonly number[];
  readonly note: string;
  /** The last day, such as `2027-01-31`; empty for no end. */
  readonly lastDay: string;
}

interface ExternalKeyFieldsProps {
  readonly form: ExternalKeyForm;
  readonly onChange: (changed: Partial<ExternalKeyForm>) => void;
  readonly rolesError?: string | undefined;
  readonly dayError?: string | undefined;
}

/** Roles, note and end of a grant. */
export function ExternalKeyFields({ form, onChange, rolesError, dayError }: ExternalKeyFieldsProps) {
  const t = useText();
  const roles = useReadableRoles();
  const resources = useReadableResources();
  return (
    <>
      <div className="field">
        <RolePicker
          label={t('keys.roles')}
          roles={roles ?? []}
          resources={resources ?? []}
          chosen={form.roles}
          onChange={(chosen) => onChange({ roles: chosen })}
          refusalOf={(role) => (role.caller.mayGiveToExternalKeys ? undefined : t('external.ownerOnly'))}
        />
        <FieldMessage hint={t('external.rolesHint')} error={rolesError} />
      </div>
      <TextField
        label={t('external.note')}
        hint={t('external.noteHint')}
        value={form.note}
        onChange={(note) => onChange({ note })}
        maxLength={200}
      />
      <TextField
        label={t('external.lastDay')}
        hint={t('external.lastDayHint')}
        type="date"
        min={dayOf(new Date())}
        value={form.lastDay}
        onChange={(lastDay) => onChange({ lastDay })}
        error={dayError}
      />
    </>
  );
}
