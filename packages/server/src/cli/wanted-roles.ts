import { ChaveiroError } from '../domain/errors.ts';
import type { OperationContext } from '../operations/context.ts';
import type { Wanted } from '../operations/wanted.ts';
import type { Option } from './command.ts';
import { resolveRoles } from './resolve-roles.ts';
import { roleIdOf } from './role-argument.ts';
import type { Terminal } from './terminal.ts';

/** By which somebody's roles are changed without a word about the others, which somebody else may change meanwhile. */
export const roleDifferenceOptions = {
  'add-role': { takes: 'ROLE', isRepeatable: true, description: 'a role that is added; all others stay' },
  'remove-role': { takes: 'ROLE', isRepeatable: true, description: 'a role that is taken; all others stay' },
} as const satisfies Readonly<Record<string, Option>>;

/** Roles as the options of a command name them. */
export interface NamedRoles {
  readonly role: readonly string[];
  readonly 'add-role': readonly string[];
  readonly 'remove-role': readonly string[];
  /** An option that takes every role, by its name, when it was given. */
  readonly none?: string | undefined;
}

/** Whether the options say anything of roles. Throws `invalid_request` when they say it in more than one way. */
export function areRolesNamed({ role, 'add-role': add, 'remove-role': remove, none }: NamedRoles): boolean {
  const ways = [
    ...(role.length > 0 ? ['--role'] : []),
    ...(none === undefined ? [] : [`--${none}`]),
    ...(add.length + remove.length > 0 ? [add.length > 0 ? '--add-role' : '--remove-role'] : []),
  ];
  if (ways.length <= 1) return ways.length === 1;
  throw new ChaveiroError('invalid_request', `${ways.join(' and ')} contradict each other: give one of them.`);
}

/**
 * The roles that somebody is to have by what the options say, which is something. A predefined role that the
 * account lacks is added to it first, and told. Throws what `resolveRoles` and `roleIdOf` throw.
 */
export async function wantedRoles(
  operations: OperationContext,
  terminal: Terminal,
  account: string,
  named: NamedRoles,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<Wanted<number>> {
  const { role, 'add-role': toAdd, 'remove-role': toRemove } = named;
  const remove = await Promise.all(toRemove.map((name) => roleIdOf(operations, account, name)));
  const { roleIds, added } = await resolveRoles(operations, account, [...role, ...toAdd], { dryRun });
  for (const { name } of added) terminal.warn(`Added the predefined role "${name}" to ${account}.`);
  return toAdd.length + toRemove.length > 0 ? { add: roleIds, remove } : roleIds;
}
