import '../../components/role-picker.css';
import { ChevronDown, Pencil, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel } from 'react-aria-components';
import type { Key, Resource, Role } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { areOtherIds, areOtherRoles, changedRoles, idsOf, rebasedChoice, useEdited } from '../../api/meanwhile.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { Chip } from '../../components/chip.tsx';
import { LeaveQuestion } from '../../components/leave-question.tsx';
import { showToast } from '../../components/show-toast.ts';
import { RolesField, roleViewers } from '../../frame/roles-field.tsx';
import { useAddedTemplates } from '../../frame/template-roles.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useRoleNames } from '../../frame/use-role-names.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { useKeyChange } from './use-key-change.ts';
import { useReadableResources, useReadableRoles } from './use-readable.ts';

/** The roles of a key, and the resources that each of them opens; changed where they stand. */
export function KeyRolesOpened({ apiKey }: { readonly apiKey: Key }) {
  const t = useText();
  const [isEditing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const refusal = useRefusal('EditApiKeys');
  const roleRefusal = useRefusal(...roleViewers);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => edit.current?.focus());
  };
  return (
    <section className="card" aria-label={t('keys.roles')}>
      <header className="card-header">
        <h2>{t('keys.roles')}</h2>
        {!isEditing && (
          <Button
            ref={edit}
            variant="quiet"
            icon={Pencil}
            disabledReason={refusal ?? roleRefusal}
            onPress={() => setEditing(true)}
          >
            {t('key.changeRoles')}
          </Button>
        )}
      </header>
      {isEditing ? <KeyRolesForm apiKey={apiKey} onClose={close} /> : <OpenedRoles roles={apiKey.roles} />}
    </section>
  );
}

function KeyRolesForm({ apiKey, onClose }: { readonly apiKey: Key; readonly onClose: () => void }) {
  const t = useText();
  const roleNames = useRoleNames();
  const [chosen, setChosen] = useState<readonly number[]>(idsOf(apiKey.roles));
  const { seen, former, send, look } = useEdited<Key>(apiKey, {
    formOf: ({ roles }) => idsOf(roles),
    rebase: (before, now) => setChosen((mine) => rebasedChoice(idsOf(before.roles), mine, idsOf(now.roles))),
  });
  // Read again, on coming back to the window for example: what was chosen here stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another version is a reason to look
  useEffect(() => void look(apiKey), [apiKey.version]);
  const addTemplates = useAddedTemplates();
  const save = useKeyChange(async (account) => {
    const path = { account, key: apiKey.id };
    const wanted = await addTemplates(chosen);
    // What was a template is a role now, also if the key is not saved.
    setChosen(wanted);
    await send(async ({ roles: held, version }) => {
      const body = changedRoles(held, wanted);
      await call('PATCH /api/v1/accounts/{account}/keys/{key}', { path, body }, { ifMatch: version });
    });
    showToast(t('keys.saved', { name: apiKey.label }));
  });
  const isSame = !areOtherIds(idsOf(seen.roles), chosen);
  return (
    <form
      className="sheet-form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (isSame || (await save.run())) onClose();
      }}
    >
      <LeaveQuestion isUnsaved={!isSame} />
      <RolesField chosen={chosen} onChange={setChosen} offersMore />
      <ChangedMeanwhile
        failure={save.failure}
        changes={[
          former !== null && areOtherRoles(former, seen) && { field: t('keys.roles'), value: roleNames(seen.roles) },
        ]}
      />
      <div className="card-actions">
        <Button variant="primary" type="submit" isPending={save.isRunning}>
          {t('common.save')}
        </Button>
        <CancelButton onPress={onClose} />
      </div>
    </form>
  );
}

function OpenedRoles({ roles }: { readonly roles: Key['roles'] }) {
  const t = useText();
  const known = useReadableRoles();
  const resources = useReadableResources() ?? [];
  return (
    <>
      {roles.length === 0 && <p className="muted">{t('key.noRoles')}</p>}
      {roles.map(({ id, name }) => (
        <OpenedRole key={id} name={name} role={known?.find((each) => each.id === id)} resources={resources} />
      ))}
    </>
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
      <AriaButton slot="trigger" className="role-opens">
        <span className="visually-hidden">{name}: </span>
        {t('rolePicker.opens', { count, shown: number(count) })}
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
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
