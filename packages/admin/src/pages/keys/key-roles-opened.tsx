import '../../components/role-picker.css';
import { ChevronDown, TriangleAlert } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import type { Key, Resource, Role } from '../../api/api-types.ts';
import { Chip } from '../../components/chip.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { useReadableResources, useReadableRoles } from './use-readable.ts';

/** The roles of a key, and the resources that each of them opens. */
export function KeyRolesOpened({ roles }: { readonly roles: Key['roles'] }) {
  const t = useText();
  const known = useReadableRoles();
  const resources = useReadableResources() ?? [];
  return (
    <section className="card" aria-label={t('keys.roles')}>
      <h2>{t('keys.roles')}</h2>
      {roles.length === 0 && <p className="muted">{t('key.noRoles')}</p>}
      {roles.map(({ id, name }) => (
        <OpenedRole key={id} name={name} role={known?.find((each) => each.id === id)} resources={resources} />
      ))}
    </section>
  );
}

interface OpenedRoleProps {
  readonly name: string;
  /** Absent until it is read, and for who may not read roles. */
  readonly role: Role | undefined;
  readonly resources: readonly Resource[];
}

function OpenedRole({ name, role, resources }: OpenedRoleProps) {
  const t = useText();
  const { number } = useFormat();
  if (role === undefined) return <h3 className="card-part">{name}</h3>;
  if (role.holdsEverything) {
    return (
      <div className="card-part">
        <h3>{name}</h3>
        <Chip tone="warn" icon={TriangleAlert}>
          {t('rolePicker.opensEverything')}
        </Chip>
      </div>
    );
  }
  const count = role.resources.length;
  return (
    <Disclosure className="card-part opened-role">
      <h3>{name}</h3>
      <Button slot="trigger" className="role-opens">
        <span className="visually-hidden">{name}: </span>
        {t('rolePicker.opens', { count, shown: number(count) })}
        <ChevronDown size={14} aria-hidden />
      </Button>
      <DisclosurePanel className="role-resources">
        <ul>
          {role.resources.map((key) => (
            <li key={key}>
              {resources.find((each) => each.key === key)?.name ?? key} <code className="muted">{key}</code>
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}
