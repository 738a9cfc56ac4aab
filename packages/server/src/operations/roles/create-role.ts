import type { Actor } from '../../domain/actor.ts';
import { findRoleTemplate } from '../../domain/catalogue/role-templates.ts';
import { checkResourcesPutInRole } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { resourcesLimit } from '../../domain/limits.ts';
import type { Role } from '../../domain/role.ts';
import { parseRoleName } from '../../domain/short-text.ts';
import type { Changed } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { checkRoleResources } from '../resources/check-resources.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { resultOf } from '../wanted.ts';
import { type RoleView, viewOfRole } from './role-view.ts';

/** A custom role, or the name of a template. */
export type CreateRoleInput =
  | { readonly account: string; readonly name: string; readonly resources: readonly string[] }
  | { readonly account: string; readonly template: string };

/**
 * Puts together a role, or adds a predefined one under its own name. Needs Create_Role, and every
 * management right that the role is to hold.
 *
 * Throws `invalid_request` for a bad name, an unknown template or resource; `role_name_taken`,
 * `above_own_rights`, and what `authorizeInAccount` throws.
 */
export async function createRole(
  context: RepeatableContext,
  actor: Actor,
  input: CreateRoleInput,
): Promise<Changed<RoleView>> {
  const draft = 'template' in input ? fromTemplate(input.template) : custom(input.name, input.resources);
  return await runRepeatableChange(context, [], async (tx, now) => {
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['Create_Role']);
    const resources = await checkRoleResources(tx, draft.resources);
    checkResourcesPutInRole(rights, resources);
    const role = await tx.insertRole({ ...draft, accountId: account.id, resources, createdAt: now });
    return {
      value: viewOfRole(role, rights),
      event: {
        action: 'role.created',
        actor,
        accountId: account.id,
        subject: `role:${account.name}/${role.id}`,
        subjectName: role.name,
        before: null,
        after: { name: role.name, template: role.template, resources },
      },
    };
  });
}

type RoleDraft = Pick<Role, 'name' | 'kind' | 'template' | 'resources'>;

function custom(name: string, resources: readonly string[]): RoleDraft {
  const held = resultOf(resourcesLimit, [], resources);
  return { name: parseRoleName(name), kind: 'custom', template: null, resources: held };
}

function fromTemplate(name: string): RoleDraft {
  const template = findRoleTemplate(name);
  if (template === undefined) {
    throw new ChaveiroError(
      'invalid_request',
      'There is no template of this name. The list of role templates has the names, exact to the letter.',
      { field: 'template' },
    );
  }
  return { name: template.name, kind: 'predefined', template: template.name, resources: template.resources };
}
