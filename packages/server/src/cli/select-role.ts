import { ChaveiroError } from '../domain/errors.ts';
import { findByName } from '../domain/find-by-name.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { textKey } from '../domain/text-key.ts';

/** What options and parameters that name a role say of it. */
export const howToNameARole = 'by name or id; id:3 and name:3 say which, where a name is a number';

interface NamedRole {
  readonly id: number;
  readonly name: string;
}

/**
 * The role that somebody named: by id, or by name. `id:3` and `name:3` say which. What is the id of one role and the
 * name of another is refused: shops number things, and the wrong role may be Owner.
 *
 * `undefined` when no role fits; throws `invalid_request` when two do.
 */
export function selectRole<R extends NamedRole>(roles: readonly R[], typed: string): R | undefined {
  const [, kind, rest = ''] = /^(id|name):(.*)$/s.exec(typed) ?? [];
  if (kind === 'id') return roles.find(({ id }) => String(id) === rest);
  const name = kind === 'name' ? rest : typed;
  const byName = findByName(roles)(name);
  const byId = kind === 'name' ? undefined : roles.find(({ id }) => String(id) === name);
  if (byName === undefined && byId === undefined) checkNotAlike(roles, name);
  if (byName === undefined || byId === undefined || byName === byId) return byName ?? byId;
  throw new ChaveiroError(
    'invalid_request',
    `"${typed}" is the id of the role "${byId.name}", and the name of the role with the id ${byName.id}. Say which: id:${typed} or name:${typed}.`,
    { field: 'role' },
  );
}

function checkNotAlike(roles: readonly NamedRole[], name: string): void {
  const alike = roles.filter((role) => textKey(role.name) === textKey(name));
  if (alike.length < 2) return;
  const each = alike.map((role) => `"${role.name}" (id:${role.id})`).join(' and ');
  throw new ChaveiroError('invalid_request', `"${name}" could be ${each}. Say which by its id.`, { field: 'role' });
}

/** The name that is meant by `name:…`; `undefined` for what is an id. */
export function nameTyped(typed: string): string | undefined {
  if (typed.startsWith('id:')) return undefined;
  return typed.startsWith('name:') ? typed.slice('name:'.length) : typed;
}

/**
 * What is said of a role that there is not: the nearest name, or else what there is.
 *
 * @param templates names of predefined roles that could be named as well
 */
export function noSuchRole(
  typed: string,
  account: string,
  roles: readonly NamedRole[],
  templates: readonly string[] = [],
): ChaveiroError {
  const names = [...new Set([...roles.map(({ name }) => name), ...templates])];
  const keys = new Map(names.map((name) => [textKey(name), name]));
  const meant = keys.get(nearestName(textKey(nameTyped(typed) ?? typed), [...keys.keys()]) ?? '');
  const lists = `All roles: chaveiro role list --account ${account}${templates.length === 0 ? '' : ', and chaveiro role templates'}`;
  const text =
    meant === undefined
      ? `It has:\n${roles
          .slice(0, 10)
          .map(({ id, name }) => `  ${name} (id ${id})`)
          .join('\n')}${roles.length > 10 ? `\n  and ${roles.length - 10} more` : ''}`
      : `Did you mean "${meant}"?`;
  return new ChaveiroError('invalid_request', `${account} has no role "${typed}". ${text}\n${lists}`, {
    field: 'role',
  });
}
