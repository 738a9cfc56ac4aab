import { Notice } from '../../components/notice.tsx';
import { RolesField } from '../../frame/roles-field.tsx';
import { useText } from '../../text/use-text.tsx';
import { useRoleRefusal } from './use-role-refusal.ts';

interface UserRolesFieldProps {
  readonly chosen: readonly number[];
  readonly onChange: (ids: readonly number[]) => void;
  /** They cannot be changed, for this reason; shown as they are. */
  readonly fixed?: { readonly reason: string; readonly names: readonly string[] } | undefined;
}

/** The roles of a user. One that is above whoever chooses can neither be given nor taken. */
export function UserRolesField({ chosen, onChange, fixed }: UserRolesFieldProps) {
  const t = useText();
  const refusalOf = useRoleRefusal();
  return (
    <>
      <RolesField
        chosen={chosen}
        onChange={onChange}
        refusalOf={refusalOf}
        isRefusalBothWays
        names={fixed?.names}
        fixedReason={fixed?.reason}
      />
      {fixed === undefined && chosen.length === 0 && <Notice tone="info">{t('users.noRoles')}</Notice>}
    </>
  );
}
