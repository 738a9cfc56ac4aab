import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyId, isKeyString } from '../../domain/key-string.ts';
import type { OperationContext } from '../../operations/context.ts';
import { changeExternalKey } from '../../operations/external-keys/change-external-key.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { changeUser } from '../../operations/users/change-user.ts';
import { findRoleHolder, type RoleHolder } from '../../operations/users/find-role-holder.ts';
import type { Wanted } from '../../operations/wanted.ts';
import { defineVtexRoute } from './route.ts';
import { answer, invalidUserId, noQuery, opens } from './views.ts';

const address = '/api/license-manager/users/{userId}/roles';

const roleIdsView = Type.Array(Type.Integer(), {
  description: 'a list of ids of roles of the account.',
});

const rolesOfUserView = answer({
  UserId: Type.String(),
  Email: Type.String(),
  Roles: Type.Array(answer({ name: Type.String() })),
});

const unknownRoles = { status: 400, message: 'Roles list contains roles that do not exist in this account' };

export const holderRoleRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: address,
      operationId: 'getRolesByUser',
      summary: 'Roles of a user or key',
      errorForm: 'license-manager',
      anyOf: opens('findRoleHolder'),
      query: noQuery,
      body: null,
      success: {
        status: 200,
        schema: Type.Union([Type.Array(answer({ id: Type.Integer(), name: Type.String() })), rolesOfUserView]),
        description:
          'The roles, none for whom the account does not know; by e-mail address, the user with names of roles.',
      },
      errors: { 400: 'This is neither the id of a user or key, nor a key string, nor an e-mail address.' },
    },
    async ({ context, actor, account, params }) => {
      const name = params.userId as string;
      const isEmail = name.includes('@');
      if (!isEmail) checkName(name);
      const holder = await findRoleHolder(context, actor, { account, name, purpose: 'read' });
      if (!isEmail) return { body: holder?.roles ?? [] };
      if (holder === null) throw new ChaveiroError('not_found', 'The account has no such user.');
      return {
        body: { UserId: holder.id, Email: holder.email, Roles: holder.roles.map((role) => ({ name: role.name })) },
      };
    },
  ),

  defineVtexRoute(
    {
      method: 'PUT',
      path: address,
      operationId: 'putRolesInUser',
      summary: 'Add roles to a user or key, which keeps those that it has',
      errorForm: 'license-manager',
      anyOf: opens('findHolderToChange'),
      query: noQuery,
      body: roleIdsView,
      success: { status: 204, schema: null, description: 'The roles are added.' },
      errors: {
        400: 'The account does not have all of the roles, they would be more than 100, or the id can be none.',
        409: 'The owner of the external key has deleted it.',
        500: 'The account has no such user or key.',
      },
      refuse: ({ code, fields }) => {
        if (code === 'not_found') return { status: 500, message: 'Unexpected error' };
        const isUnknown = code === 'invalid_request' && fields.field === 'roles' && fields.limit === undefined;
        return isUnknown ? unknownRoles : undefined;
      },
    },
    async ({ context, actor, account, params, body }) => {
      const name = checkName(params.userId as string);
      const holder = await findRoleHolder(context, actor, { account, name, purpose: 'change' });
      if (holder === null) throw new ChaveiroError('not_found', 'The account has no such user or key.');
      return await changeRoles(context, actor, account, holder, { add: body });
    },
  ),

  defineVtexRoute(
    {
      method: 'DELETE',
      path: `${address}/{roleId}`,
      operationId: 'deleteRolesOfUser',
      summary: 'Take one role from a user or key',
      errorForm: 'license-manager',
      anyOf: opens('findHolderToChange'),
      query: noQuery,
      body: null,
      success: { status: 204, schema: null, description: 'The role is not there, or not any more.' },
      errors: {
        400: 'The id can be none, or it is the last role of an external key.',
        405: 'An id is empty.',
        409: 'It is the last Owner, or the owner of the external key has deleted it.',
      },
    },
    async ({ context, actor, account, params }) => {
      const name = checkName(params.userId as string);
      const holder = await findRoleHolder(context, actor, { account, name, purpose: 'change' });
      if (holder === null) return {};
      return await changeRoles(context, actor, account, holder, { remove: roleNamed(params.roleId as string) });
    },
  ),
];

/** Throws `invalid_request` for what can be neither an id nor a key string. */
function checkName(name: string): string {
  if (isKeyString(name) || isKeyId(name.toLowerCase())) return name;
  throw new ChaveiroError('invalid_request', invalidUserId.message, { field: 'userId' });
}

/** None for what is no id: there is no such role, and taking it changes nothing. */
function roleNamed(roleId: string): readonly number[] {
  return /^[0-9]{1,9}$/.test(roleId) ? [Number(roleId)] : [];
}

async function changeRoles(
  context: OperationContext,
  actor: Actor,
  account: string,
  { type, id }: RoleHolder,
  roleIds: Wanted<number>,
) {
  const changes = {
    user: () => changeUser(context, actor, { account, user: id, roleIds }),
    key: () => changeKey(context, actor, { account, key: id, roleIds }),
    external: () => changeExternalKey(context, actor, { account, key: id, roleIds }),
  };
  const { revision } = await changes[type]();
  return { revision };
}
