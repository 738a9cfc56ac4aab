/** What is answered about keys of other accounts, and about what those gave to one’s own. */

import { Type } from 'typebox';
import { externalKeyStatuses } from '../../../domain/external-key.ts';
import { roleReference } from './roles.ts';
import { time, version, view } from './view.ts';

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
  version,
});

export const grantView = view({
  account: Type.String({ description: 'Name of an account that has given the key roles.' }),
  addedAt: time,
});
