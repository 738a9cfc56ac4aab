/** Schemas of what sign-in and set-up answer. Times are ISO 8601 in UTC, with milliseconds. */
import { Type } from 'typebox';
import { roleReference } from '../management/views/roles.ts';
import { view } from '../management/views/view.ts';

const time = Type.String({ format: 'date-time' });
const maybeText = Type.Union([Type.String(), Type.Null()]);
const userId = Type.String({ pattern: '^[0-9a-f]{32}$' });

export const sessionView = view({
  user: view({ id: userId, email: Type.String() }),
  session: view({ id: Type.String(), createdAt: time, expiresAt: time }),
  accounts: Type.Array(
    view({
      name: Type.String(),
      isActive: Type.Boolean({ description: 'In an inactive account nothing can be done.' }),
      roles: Type.Array(roleReference),
      holdsEverything: Type.Boolean({ description: 'Every resource, present and future, without listing them.' }),
      resources: Type.Array(Type.String(), { description: 'Of all the roles together.' }),
    }),
    { description: 'The accounts in which the user has a role, by name.' },
  ),
});

export const sessionListView = view({
  id: Type.String(),
  isCurrent: Type.Boolean({ description: 'The one that asks.' }),
  createdAt: time,
  lastSeenAt: Type.String({ format: 'date-time', description: 'At most a minute late.' }),
  expiresAt: time,
  userTokenExpiresAt: Type.Union([time, Type.Null()], {
    description:
      'When the last user token that was made from it expires; `null` when there is none. It ends with the session.',
  }),
  address: maybeText,
  userAgent: maybeText,
});

export const shownSetupLinkView = view({
  purpose: Type.Enum(['first_account', 'invitation', 'password']),
  account: Type.Union([Type.String(), Type.Null()], {
    description: 'To which the invitation is, or which issued the password link; `null` for a link of the operator.',
  }),
  email: Type.Union([Type.String(), Type.Null()], { description: 'Whom it is for; `null` for a first account.' }),
  expiresAt: time,
});

export const userTokenView = view({
  userToken: Type.String({ description: 'The token. Shown here and never again.' }),
  expiresAt: Type.String({ format: 'date-time', description: 'Sooner, when the session that it was made from ends.' }),
});

export const openedSetupLinkView = view({
  email: Type.String({ description: 'Who it was for.' }),
  account: Type.Union([Type.String(), Type.Null()], {
    description: 'The account that was joined or made; `null` when only a password was set.',
  }),
});
