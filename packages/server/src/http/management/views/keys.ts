/** What is answered about keys. */

import { Type } from 'typebox';
import { freshnessLevels } from '../../../domain/freshness.ts';
import { roleReference } from './roles.ts';
import { day, maybeTime, time, version, view } from './view.ts';

const renewalView = view({
  startedAt: time,
  startedBy: Type.String({ description: 'Like `createdBy`.' }),
  link: Type.Enum(['none', 'unopened', 'opened', 'expired'], { description: 'The link that delivers the new token.' }),
});

export const keyView = view({
  id: Type.String({ format: 'uuid' }),
  appKey: Type.String({ description: 'The key string that a client sends.' }),
  label: Type.String(),
  isActive: Type.Boolean(),
  roles: Type.Array(roleReference, { description: 'The roles that the key has in this account.' }),
  createdAt: time,
  createdBy: Type.String({ description: '`operator`, `key:{appKey}` or `user:{email}`.' }),
  renewal: Type.Union([renewalView, Type.Null()], { description: 'The pending renewal.' }),
  tokens: Type.Array(view({ role: Type.Enum(['current', 'old', 'new']), createdAt: time, lastUsedAt: maybeTime })),
  freshness: Type.Enum([...freshnessLevels]),
  lastUsedAt: maybeTime,
  version,
});

export const listedKeyView = view({
  ...keyView.properties,
  requestsByDay: Type.Optional(
    Type.Array(view({ day, allowed: Type.Integer(), denied: Type.Integer() }), {
      description:
        'Only with `usage=true`: requests in all accounts, wrong tokens among the denied ones, on the last 14 days with ' +
        'the running one (UTC), the oldest first, without gaps.',
    }),
  ),
});

const createdKey = { id: Type.String({ format: 'uuid' }), appKey: Type.String() };

/** How a client wants a new token to be delivered. */
export const delivery = Type.Enum(['token', 'link'], {
  description:
    'Either "token", in the answer itself, which is also meant when it is absent; or "link", a single-access link.',
});

/** What an answer brings of a new token, by `delivery`. */
const deliveredToken = { appToken: Type.String({ description: 'Shown here and never again.' }) };
const deliveredLink = {
  link: view({
    url: Type.String({ description: 'The address of the single-access link, in this answer and never again.' }),
    expiresAt: time,
  }),
};

const replayed = {
  replayed: Type.Literal(true, { description: 'In the place of a token or link that was delivered before.' }),
};

export const createdKeyView = Type.Union([
  view({ ...createdKey, ...deliveredToken }),
  view({ ...createdKey, ...deliveredLink }),
  view({ ...createdKey, ...replayed }),
]);

export const linkAttemptView = view({
  at: time,
  outcome: Type.Enum(['opened', 'refused'], {
    description: '`opened` is who got the token; refusals of one link are kept at most once a minute.',
  }),
  address: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
});
