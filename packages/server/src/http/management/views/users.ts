/** What is answered about users. */

import { Type } from 'typebox';
import { roleReference } from './roles.ts';
import { maybeTime, time, version, view } from './view.ts';

const userFields = {
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  email: Type.String(),
  name: Type.Union([Type.String(), Type.Null()], { description: 'How this account calls the user.' }),
  roles: Type.Array(roleReference, { description: 'The roles that the user has in this account.' }),
  status: Type.Enum(['invited', 'active'], {
    description: 'Until the invitation was opened the user is `invited`, and the roles do nothing.',
  }),
  createdAt: time,
  joinedAt: maybeTime,
  invitationExpiresAt: Type.Union([time, Type.Null()], {
    description:
      'Until when the invitation can be opened; `null` when none can be, because it has expired or the roles have ' +
      'come to hold more than its issuer could give, and for a user who has joined.',
  }),
  version,
};

export const userView = view(userFields);

const linkFields = {
  url: Type.String({ description: 'Shown here and never again; it can be opened once.' }),
  expiresAt: time,
};

export const setupLinkView = view(linkFields);

export const userLinkView = view({
  user: Type.String({
    pattern: '^[0-9a-f]{32}$',
    description: 'Whom it is for: a new id after a separate invitation.',
  }),
  ...linkFields,
});

export const addedUserView = view({ ...userFields, invitation: setupLinkView });
