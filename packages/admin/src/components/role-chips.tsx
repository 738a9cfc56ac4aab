import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Key } from '../api/api-types.ts';
import { useText } from '../text/use-text.tsx';
import { Chip, ChipButton } from './chip.tsx';
import { Dialog } from './dialog.tsx';

type RoleReference = Key['roles'][number];

const shownRoles = 2;

interface RoleChipsProps {
  readonly roles: readonly RoleReference[];
  /** Ids of those that open everything. */
  readonly openRoles: ReadonlySet<number>;
}

/** The first roles of a key or user, and a button that shows all of them. */
export function RoleChips({ roles, openRoles }: RoleChipsProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  if (roles.length === 0) return <span className="muted">{t('keys.noRoles')}</span>;
  const rest = roles.length - shownRoles;
  return (
    <div className="chips">
      {roles.slice(0, shownRoles).map((role) => (
        <RoleChip key={role.id} role={role} isOpen={openRoles.has(role.id)} />
      ))}
      {rest > 0 && (
        <ChipButton label={t('keys.allRoles', { rest, count: roles.length })} onPress={() => setOpen(true)}>
          +{rest}
        </ChipButton>
      )}
      {isOpen && (
        <Dialog title={t('keys.roles')} onClose={() => setOpen(false)}>
          <div className="chips">
            {roles.map((role) => (
              <RoleChip key={role.id} role={role} isOpen={openRoles.has(role.id)} />
            ))}
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** A role that opens everything stands out. */
function RoleChip({ role, isOpen }: { readonly role: RoleReference; readonly isOpen: boolean }) {
  const t = useText();
  if (!isOpen) return <Chip>{role.name}</Chip>;
  return (
    <Chip tone="warn" icon={TriangleAlert}>
      {role.name}
      <span className="visually-hidden">: {t('rolePicker.opensEverything')}</span>
    </Chip>
  );
}
