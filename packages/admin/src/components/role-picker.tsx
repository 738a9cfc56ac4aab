import './role-picker.css';
import { ChevronDown, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, CheckboxGroup, Disclosure, DisclosurePanel, Label } from 'react-aria-components';
import type { Resource, Role } from '../api/api-types.ts';
import { plainText } from '../text/plain-text.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { Checkbox } from './checkbox.tsx';
import { SearchField } from './search-field.tsx';

interface ListedRole extends Pick<Role, 'id' | 'name' | 'resources' | 'holdsEverything'> {
  /** Why a template cannot be chosen. */
  readonly refusal?: string | undefined;
}

const noTemplates: readonly ListedRole[] = [];

interface RolePickerProps {
  readonly label: string;
  readonly roles: readonly Role[];
  /** What becomes a role when it is chosen: named and judged like one, with ids below zero. */
  readonly templates?: readonly ListedRole[];
  readonly resources: readonly Resource[];
  /** Ids of the roles that are chosen. */
  readonly chosen: readonly number[];
  readonly onChange: (ids: readonly number[]) => void;
  /** Why a role cannot be chosen; one that is chosen already can be left out nevertheless. */
  readonly refusalOf?: (role: Role) => string | undefined;
  /** What is refused cannot be left out either. */
  readonly isRefusalBothWays?: boolean;
}

interface Group {
  readonly title: string;
  readonly roles: readonly (Role | ListedRole)[];
}

/** Chooses roles: searched by name or by what they open, grouped by the product that they open. */
export function RolePicker(props: RolePickerProps) {
  const { label, roles, templates = noTemplates, resources, chosen, onChange, refusalOf, isRefusalBothWays } = props;
  const t = useText();
  const { number } = useFormat();
  const [search, setSearch] = useState('');
  const byKey = useMemo(() => new Map(resources.map((each) => [each.key, each])), [resources]);
  const groups = useMemo(() => {
    const titles = { everything: t('rolePicker.everything'), several: t('rolePicker.several') };
    const grouped = groupRoles(
      roles.filter((role) => matches(role, byKey, search)),
      byKey,
      titles,
    );
    const more = templates.filter((role) => matches(role, byKey, search));
    return more.length === 0 ? grouped : [...grouped, { title: t('rolePicker.templates'), roles: more }];
  }, [roles, templates, byKey, search, t]);
  const refusal = (role: Role | ListedRole) => ('caller' in role ? refusalOf?.(role) : role.refusal);
  return (
    <CheckboxGroup className="role-picker" value={chosen.map(String)} onChange={(ids) => onChange(ids.map(Number))}>
      <Label className="field-label">{label}</Label>
      <div className="role-picker-bar">
        <SearchField label={t('rolePicker.search')} value={search} onSearch={setSearch} isInstant />
        <span className="muted" role="status">
          {t('rolePicker.chosen', { count: chosen.length, shown: number(chosen.length) })}
        </span>
      </div>
      <div className="role-picker-list">
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="role-group-title">{group.title}</h3>
            {group.roles.map((role) => (
              <RoleChoice
                key={role.id}
                role={role}
                byKey={byKey}
                refusal={chosen.includes(role.id) && !isRefusalBothWays ? undefined : refusal(role)}
              />
            ))}
          </section>
        ))}
        {groups.length === 0 && <p className="muted role-picker-none">{t('common.noMatch')}</p>}
      </div>
    </CheckboxGroup>
  );
}

interface RoleChoiceProps {
  readonly role: ListedRole;
  readonly byKey: ReadonlyMap<string, Resource>;
  readonly refusal: string | undefined;
}

function RoleChoice({ role, byKey, refusal }: RoleChoiceProps) {
  const t = useText();
  const { number } = useFormat();
  const count = role.resources.length;
  if (role.holdsEverything) {
    return (
      <div className="role-choice">
        <Checkbox
          value={String(role.id)}
          isDisabled={refusal !== undefined}
          hint={
            refusal ?? (
              <span className="role-warning">
                <TriangleAlert size={14} aria-hidden />
                {t('rolePicker.opensEverything')}
              </span>
            )
          }
        >
          {role.name}
        </Checkbox>
      </div>
    );
  }
  return (
    <Disclosure className="role-choice">
      <Checkbox value={String(role.id)} isDisabled={refusal !== undefined} hint={refusal}>
        {role.name}
      </Checkbox>
      <Button slot="trigger" className="role-opens">
        <span className="visually-hidden">{role.name}: </span>
        {t('rolePicker.opens', { count, shown: number(count) })}
        <ChevronDown size={14} aria-hidden />
      </Button>
      <DisclosurePanel className="role-resources">
        <ul>
          {role.resources.map((key) => (
            <li key={key}>
              {byKey.get(key)?.name ?? key} <code className="muted">{key}</code>
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}

function matches(role: ListedRole, byKey: ReadonlyMap<string, Resource>, search: string): boolean {
  const wanted = plainText(search);
  if (wanted === '' || plainText(role.name).includes(wanted)) return true;
  return role.resources.some((key) => plainText(`${key} ${byKey.get(key)?.name ?? ''}`).includes(wanted));
}

/** Roles of one product under its name; the one that opens everything first, those of several products last. */
function groupRoles(
  roles: readonly Role[],
  byKey: ReadonlyMap<string, Resource>,
  titles: { readonly everything: string; readonly several: string },
): readonly Group[] {
  const titleOf = (role: Role) => {
    if (role.holdsEverything) return titles.everything;
    const products = new Set(role.resources.map((key) => byKey.get(key)?.places[0]?.product));
    const [only] = products;
    return products.size === 1 && only !== undefined ? only : titles.several;
  };
  const rank = (title: string) => (title === titles.everything ? 0 : title === titles.several ? 2 : 1);
  return [...Map.groupBy(roles, titleOf)]
    .map(([title, members]) => ({ title, roles: members.toSorted((a, b) => a.name.localeCompare(b.name)) }))
    .sort((a, b) => rank(a.title) - rank(b.title) || a.title.localeCompare(b.title));
}
