/** Schemas of what management answers. Times are ISO 8601 in UTC, with milliseconds. */

import { countedCodes } from '@chaveiro/sdk';
import { type TProperties, type TSchema, Type } from 'typebox';
import { auditActions } from '../../domain/audit-event.ts';
import { pairMistakes } from '../../domain/decision-reasons.ts';
import { externalKeyStatuses } from '../../domain/external-key.ts';
import { freshnessLevels } from '../../domain/freshness.ts';

const closed = { additionalProperties: false };

const time = Type.String({ format: 'date-time' });
const maybeTime = Type.Union([time, Type.Null()]);

/** An object with exactly these fields. */
export function view<P extends TProperties>(properties: P) {
  return Type.Object(properties, closed);
}

/** A role as keys and users mention it. */
export const roleReference = view({ id: Type.Integer(), name: Type.String() });

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
});

const day = Type.String({ format: 'date' });

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

const requestCounts = view({ allowed: Type.Integer(), denied: Type.Integer() });

const use = {
  lastUsedAt: maybeTime,
  lastAddress: Type.Union([Type.String(), Type.Null()], { description: 'The address of the last request.' }),
  last24Hours: requestCounts,
  last14Days: requestCounts,
};

/** What tells whether anybody still needs a key. */
const evidence = {
  ...use,
  tokens: Type.Array(view({ role: Type.Enum(['current', 'old', 'new']), createdAt: time, ...use })),
};

const evidenceDescription =
  'How the key was used until then, in all accounts: requests with its tokens in the running hour and the 24 before it, ' +
  'and on the running day and the 14 before it (UTC), as far as servers have written them.';

export const evidenceView = Type.Object(evidence, { additionalProperties: false, description: evidenceDescription });

const rolesOfDecision = (item: TSchema, description: string) => Type.Array(item, { description });

export const triedCredentialView = view({
  allowed: Type.Boolean(),
  code: Type.Enum([...countedCodes]),
  account: Type.String({ description: 'The account that is called.' }),
  key: Type.Union(
    [
      view({
        id: Type.String({ format: 'uuid' }),
        appKey: Type.String(),
        owner: Type.String(),
        label: Type.Union([Type.String(), Type.Null()], { description: '`null` for a key of another account.' }),
      }),
      Type.Null(),
    ],
    { description: '`null` when the pair is wrong, or this account neither owns the key nor has given it roles.' },
  ),
  token: Type.Union([Type.Enum(['current', 'old', 'new']), Type.Null()], {
    description: "Which token it is; `null` for another account's key.",
  }),
  mistake: Type.Union([Type.Enum([...pairMistakes]), Type.Null()], {
    description:
      'What is wrong with the pair. Of a key that this account neither owns nor has given roles it is always ' +
      '`unknown_key`, whether there is such a key or not.',
  }),
  matchedResource: Type.Union([Type.String(), Type.Null()], {
    description: 'The first accepted resource that the key holds.',
  }),
  requiredResources: Type.Array(Type.String(), { description: 'Any one of these opens it.' }),
  roles: rolesOfDecision(
    view({ ...roleReference.properties, holds: Type.Array(Type.String()) }),
    'Roles of the key in this account, each with which of the required resources it holds.',
  ),
  sufficientRoles: rolesOfDecision(roleReference, 'Roles of this account of which each would be enough.'),
});

export const keyUsageView = view({
  ...evidence,
  days: Type.Array(
    view({
      day,
      allowed: Type.Integer(),
      denied: Type.Object(
        {},
        { additionalProperties: Type.Integer(), description: 'Requests by the code of the decision.' },
      ),
    }),
    { description: 'The oldest day first (UTC), without gaps.' },
  ),
});

/** The query of changes that can be tried. */
export const dryRunFields = {
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Either true or false; true changes nothing and answers as the change would.' }),
  ),
};

export const createdKeyView = Type.Union([
  view({ ...createdKey, ...deliveredToken }),
  view({ ...createdKey, ...deliveredLink }),
  view({ ...createdKey, ...replayed }),
]);

export const externalKeyView = view({
  id: Type.String({ format: 'uuid' }),
  appKey: Type.String(),
  owner: Type.String({ description: 'Name of the account that owns the key.' }),
  note: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum([...externalKeyStatuses], { description: 'Only an active one opens anything.' }),
  roles: Type.Array(roleReference, { description: 'The roles that this account has given the key.' }),
  expiresAt: Type.Union([time, Type.Null()], { description: 'When it loses the roles; `null` for never.' }),
  addedAt: time,
  addedBy: Type.String({ description: '`operator`, `key:{appKey}` or `user:{email}`.' }),
  lastUsedAt: Type.Union([time, Type.Null()], { description: 'In this account.' }),
});

export const grantView = view({
  account: Type.String({ description: 'Name of an account that has given the key roles.' }),
  addedAt: time,
});

const roleFields = {
  id: Type.Integer(),
  name: Type.String(),
  kind: Type.Enum(['owner', 'predefined', 'custom']),
  template: Type.Union([Type.String(), Type.Null()]),
  holdsEverything: Type.Boolean({ description: 'Every resource, present and future, without listing them.' }),
  resources: Type.Array(Type.String()),
  createdAt: time,
  caller: view({
    hasRole: Type.Boolean({ description: 'The caller has it, and so cannot edit it.' }),
    mayGive: Type.Boolean({ description: 'The ceiling lets the caller give it to keys and users of the account.' }),
    mayGiveToExternalKeys: Type.Boolean({ description: 'The same for keys of other accounts.' }),
    missingResources: Type.Array(Type.String(), { description: 'Management rights of it that the caller lacks.' }),
  }),
};

export const roleView = view(roleFields);

const holderCounts = {
  keys: Type.Integer({ description: 'Keys of the account.' }),
  externalKeys: Type.Integer({ description: 'Keys of other accounts, without deleted ones.' }),
  users: Type.Integer({ description: 'Also those who were invited and have not come.' }),
};

/** How many have a role. */
export const holdersView = view(holderCounts);

export const listedRoleView = view({
  ...roleFields,
  holders: Type.Optional(view(holderCounts)),
});

const resourceEffects = (description: string) =>
  Type.Array(view({ resource: Type.String(), ...holderCounts }), { description });

export const changedRoleView = view({
  ...roleFields,
  effect: view({
    holders: Type.Object(holderCounts, { ...closed, description: 'Who has the role.' }),
    changed: Type.Object(holderCounts, { ...closed, description: 'For how many of them anything changes.' }),
    gained: resourceEffects(
      'What comes into the role, by key, and for how many it is new: not for who holds it by another role.',
    ),
    lost: resourceEffects('What goes out of the role, by key, and how many lose it.'),
  }),
});

export const roleTemplateView = view({
  name: Type.String(),
  resources: Type.Array(Type.String()),
  roleId: Type.Union([Type.Integer(), Type.Null()], { description: "The account's role that came from it." }),
});

export const resourceView = view({
  key: Type.String(),
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  places: Type.Array(view({ product: Type.String(), category: Type.String() })),
  isManagementRight: Type.Boolean({ description: 'Only its holders can hand it on.' }),
});

const routePolicy = view({
  method: Type.String(),
  path: Type.String({ description: 'A template, such as `/orders/{id}`.' }),
  anyOf: Type.Array(Type.String(), { description: 'Keys of resources of which any one opens it.' }),
});

export const apiView = view({
  name: Type.String(),
  routes: Type.Array(routePolicy, { description: 'As they were imported.' }),
});

const settings = { renewalPeriodMonths: Type.Enum([3, 6]), enforceExpiry: Type.Boolean() };

export const settingsView = view(settings);

const expiryWarning = view({
  detail: Type.String(),
  keysDenied: Type.Integer({ description: 'Keys of which every token is denied.' }),
  keysPartlyDenied: Type.Integer({ description: 'Keys under renewal of which only the old token is denied.' }),
});

export const changedSettingsView = view({
  ...settings,
  warning: Type.Union([expiryWarning, Type.Null()], {
    description: 'Active keys that the change denies at once; `null` when there are none.',
  }),
});

const anything = Type.Unknown({ description: 'JSON; `null` for what did not exist, or does not any more.' });

export const auditEventView = view({
  id: Type.Integer({ description: 'The number of the change.' }),
  at: time,
  action: Type.Enum([...auditActions], { description: 'Noun, dot, verb in the past, such as `key.created`.' }),
  actor: Type.Union([Type.String(), Type.Null()], {
    description: '`null` for what happened in another account and concerns this one.',
  }),
  source: Type.Union([
    view({
      channel: Type.String({ description: '`http`, `cli`, `demo`, or `server` for what Chaveiro does by itself.' }),
      address: Type.Optional(Type.String()),
      userAgent: Type.Optional(Type.String()),
    }),
    Type.Null(),
  ]),
  account: Type.Union([Type.String(), Type.Null()], { description: 'Where it happened.' }),
  subject: Type.String({ description: 'What it was done to, such as `key:{id}`.' }),
  subjectName: Type.Union([Type.String(), Type.Null()], {
    description:
      'What people called it until then: the label of a key, the key string of a key of another account, the name of a ' +
      'role, the address of a user. `null` without a name.',
  }),
  before: anything,
  after: anything,
});

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
};

export const userView = view(userFields);

export const setupLinkView = view({
  url: Type.String({ description: 'Shown here and never again; it can be opened once.' }),
  expiresAt: time,
});

export const addedUserView = view({ ...userFields, invitation: setupLinkView });

/** One page of a list. */
export function pageOf<T extends TSchema>(item: T) {
  return view({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: '`null` on the last page.' }),
    total: Type.Union([Type.Integer(), Type.Null()], { description: 'Exact to 10,000, then `null`.' }),
  });
}
