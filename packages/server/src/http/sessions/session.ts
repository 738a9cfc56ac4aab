import { Type } from 'typebox';
import type { UserActor } from '../../domain/actor.ts';
import { changePassword } from '../../operations/sessions/change-password.ts';
import { describeSession } from '../../operations/sessions/describe-session.ts';
import { endSession } from '../../operations/sessions/end-session.ts';
import { issueOwnSignInCode } from '../../operations/sessions/issue-sign-in-code.ts';
import { listSessions } from '../../operations/sessions/list-sessions.ts';
import { signIn } from '../../operations/sessions/sign-in.ts';
import { view } from '../management/views/view.ts';
import { defineSessionRoute } from './route.ts';
import { sessionListView, sessionView } from './views.ts';

const address = '/api/v1/session';

/** Longer than any password may be, so that one that is too long is answered like a wrong one. */
const password = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });

const notSignedIn = 'Nobody is signed in, or not any more.';
const tooMany = 'Too many passwords were tried; `retryAfterSeconds` says when to go on.';

export const sessionRoutesOfUser = [
  defineSessionRoute(
    {
      method: 'POST',
      path: address,
      operationId: 'signIn',
      summary: 'Sign in; the session is in the cookie that comes with the answer',
      caller: 'anybody',
      body: view({
        email: Type.String({ minLength: 3, maxLength: 254, description: 'An e-mail address.' }),
        password: password('A password.'),
        code: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 100,
            description:
              'A code of `GET /api/v1/session/code`, or of the operator: with it attempts of strangers do not count. The password is needed as well.',
          }),
        ),
      }),
      success: { status: 200, schema: sessionView, description: 'Who is signed in now, and what that opens.' },
      problems: { 401: 'Address or password is wrong, or the user has no account any more: all alike.', 429: tooMany },
    },
    async ({ context, body, source, session, device, cookies, sourceLimit }) => {
      const { value, revision } = await signIn(context, {
        ...body,
        source,
        device,
        replacedSession: session,
        sourceLimit,
      });
      return {
        body: value.view,
        revision,
        cookies: cookies.set({ session: value.secret, device: value.device }),
      };
    },
  ),

  defineSessionRoute(
    {
      method: 'GET',
      path: address,
      operationId: 'showSession',
      summary: 'Who is signed in, with accounts and resources',
      caller: 'user',
      body: null,
      success: { status: 200, schema: sessionView, description: 'Who is signed in, and what that opens.' },
      problems: { 401: notSignedIn },
    },
    async ({ context, actor }) => ({ body: await describeSession(context, actor as UserActor) }),
  ),

  defineSessionRoute(
    {
      method: 'DELETE',
      path: address,
      operationId: 'signOut',
      summary: 'Sign out',
      caller: 'user',
      body: null,
      success: { status: 204, schema: null, description: 'The session is over.' },
      problems: { 401: notSignedIn },
    },
    async ({ context, actor, cookies }) => {
      const user = actor as UserActor;
      const { revision } = await endSession(context, user, { session: user.sessionId as string });
      return { revision, cookies: cookies.set({ session: null }) };
    },
  ),

  defineSessionRoute(
    {
      method: 'POST',
      path: `${address}/password`,
      operationId: 'changePassword',
      summary: "Change one's own password, which ends all sessions",
      caller: 'user',
      body: view({
        currentPassword: password('The password until now.'),
        newPassword: password('The new password: 15 to 256 characters.'),
      }),
      success: { status: 204, schema: null, description: 'The password is changed, and every session is over.' },
      problems: { 401: notSignedIn, 429: tooMany },
    },
    async ({ context, actor, body, cookies }) => {
      const { value, revision } = await changePassword(context, actor as UserActor, body);
      return { revision, cookies: cookies.set({ session: null, device: value.device }) };
    },
  ),

  defineSessionRoute(
    {
      method: 'GET',
      path: `${address}/code`,
      operationId: 'showSignInCode',
      summary: 'A code by which another browser signs in with the password although too many were tried',
      caller: 'user',
      body: null,
      success: {
        status: 200,
        schema: view({
          email: Type.String({ description: 'For whom it is.' }),
          code: Type.String({ description: 'Such as `K7QM-2XWD-HJ4P-9RTA`, to be typed as `code` when signing in.' }),
          expiresAt: Type.String({ format: 'date-time', description: 'Until when it is good: ten to twenty minutes.' }),
        }),
        description: 'The code. It opens nothing by itself.',
      },
      problems: { 401: notSignedIn },
    },
    async ({ context, actor }) => ({ body: await issueOwnSignInCode(context, actor as UserActor) }),
  ),

  defineSessionRoute(
    {
      method: 'GET',
      path: `${address}/sessions`,
      operationId: 'listSessions',
      summary: "One's own sessions, the newest first",
      caller: 'user',
      body: null,
      success: {
        status: 200,
        schema: view({ items: Type.Array(sessionListView) }),
        description: 'All sessions that are alive.',
      },
      problems: { 401: notSignedIn },
    },
    async ({ context, actor }) => ({ body: { items: await listSessions(context, actor as UserActor) } }),
  ),

  defineSessionRoute(
    {
      method: 'DELETE',
      path: `${address}/sessions/{session}`,
      operationId: 'endSession',
      summary: "End one of one's own sessions",
      caller: 'user',
      body: null,
      success: { status: 204, schema: null, description: 'The session is over.' },
      problems: { 401: notSignedIn, 404: 'The user has no such session.' },
    },
    async ({ context, actor, params }) => {
      const { revision } = await endSession(context, actor as UserActor, { session: params.session as string });
      return { revision };
    },
  ),
];
