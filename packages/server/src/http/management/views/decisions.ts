/** What is answered about a credential that is tried. */

import { type TSchema, Type } from 'typebox';
import { countedCodes } from '#engine';
import { pairMistakes } from '../../../domain/decision-reasons.ts';
import { roleReference } from './roles.ts';
import { view } from './view.ts';

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
