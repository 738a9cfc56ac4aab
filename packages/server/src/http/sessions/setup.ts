import { type Static, Type } from 'typebox';
import { ChaveiroError } from '../../domain/errors.ts';
import { openSetupLink } from '../../operations/setup/open-setup-link.ts';
import { showSetupLink } from '../../operations/setup/show-setup-link.ts';
import { view } from '../management/views/view.ts';
import { defineSessionRoute, type SessionAnswer, type SessionCall } from './route.ts';
import { openedSetupLinkView, shownSetupLinkView } from './views.ts';

const fields = {
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2000,
      description: 'The password to set: 15 to 256 characters. Absent when a signed-in user opens an invitation.',
    }),
  ),
  account: Type.Optional(Type.String({ description: 'The name of the first account; only with the link to make it.' })),
  email: Type.Optional(Type.String({ description: 'The owner of the first account; only with the link to make it.' })),
};

const tokenField = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'What follows the # in the address of the link.',
});

const setupFields = view(fields);
const setupFieldsWithToken = view({
  token: tokenField,
  ...fields,
});

const success = { status: 200, schema: openedSetupLinkView, description: 'What the link has done.' } as const;

const problems = {
  401: 'Somebody has to sign in first, as the user whom the invitation is for.',
  403: 'The invitation is for another user, or another site sent the request.',
  409: 'An account of this name exists or existed.',
  410: 'The link never existed, was opened or replaced, has expired, or what it was for has changed: all alike.',
};

async function open(call: SessionCall<Static<typeof setupFields>>, secret: string): Promise<SessionAnswer> {
  const { context, actor, source, cookies } = call;
  const { password, account, email } = call.body;
  if ((account === undefined) !== (email === undefined)) {
    const field = account === undefined ? 'account' : 'email';
    throw new ChaveiroError('invalid_request', `"${field}" is missing: a first account has a name and an owner.`, {
      field,
    });
  }
  const newAccount = account === undefined || email === undefined ? undefined : { name: account, ownerEmail: email };
  const { value, revision } = await openSetupLink(context, { secret, password, newAccount, actor, source });
  // A password that was set has ended every session of the user, and nobody else's is meant to go on here.
  const set = value.device === null ? {} : { session: null, device: value.device };
  return { body: { email: value.email, account: value.account }, revision, cookies: cookies.set(set) };
}

/**
 * Both open the same links. The pages use the first: a secret in a body stands in no log and no history,
 * which a secret in an address may.
 */
export const setupRoutes = [
  defineSessionRoute(
    {
      method: 'POST',
      path: '/api/v1/setup',
      operationId: 'openSetupLink',
      summary: 'Open a set-up link, once: a first or new password, or joining an account',
      caller: 'anybody',
      body: setupFieldsWithToken,
      success,
      problems,
    },
    async (call) => {
      const { token, ...body } = call.body;
      return await open({ ...call, body }, token);
    },
  ),
  defineSessionRoute(
    {
      method: 'POST',
      path: '/api/v1/setup/show',
      operationId: 'showSetupLink',
      summary: 'What a set-up link is for; it stays as it is',
      caller: 'anybody',
      body: view({ token: tokenField }),
      success: { status: 200, schema: shownSetupLinkView, description: 'What opening it would do.' },
      problems: { 403: 'Another site sent the request.', 410: problems[410] },
    },
    async ({ context, body }) => ({ body: await showSetupLink(context, { secret: body.token }) }),
  ),
  defineSessionRoute(
    {
      method: 'POST',
      path: '/api/v1/setup/{token}',
      operationId: 'openSetupLinkByAddress',
      summary: 'The same, with the secret of the link in the address',
      caller: 'anybody',
      body: setupFields,
      success,
      problems,
    },
    async (call) => await open(call, call.params.token as string),
  ),
];
