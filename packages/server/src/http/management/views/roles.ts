/** What is answered about roles. */

import { Type } from 'typebox';
import { closed, time, version, view } from './view.ts';

/** A role as keys and users mention it. */
export const roleReference = view({ id: Type.Integer(), name: Type.String() });

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
  version,
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
