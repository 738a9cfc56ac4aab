/** What is answered about events. */

import { Type } from 'typebox';
import { auditActions } from '../../../domain/audit-event.ts';
import { time, view } from './view.ts';

const anything = Type.Unknown({ description: 'JSON; `null` for what did not exist, or does not any more.' });

export const auditEventView = view({
  id: Type.Integer({ description: 'The number of the change.' }),
  at: time,
  action: Type.Enum([...auditActions], { description: 'Noun, dot, verb in the past, such as `key.created`.' }),
  actor: Type.Union([Type.String(), Type.Null()], {
    description:
      '`null` for what did not happen in this account and concerns it: in another account, whose affair it is who acted ' +
      'there, or in none, such as the sign-in of a user of this one, of which `after` tells `email`, `address` and `userAgent`.',
  }),
  source: Type.Union([
    view({
      channel: Type.String({ description: '`http`, `cli`, `demo`, or `server` for what Chaveiro does by itself.' }),
      address: Type.Optional(Type.String()),
      userAgent: Type.Optional(Type.String()),
    }),
    Type.Null(),
  ]),
  account: Type.Union([Type.String(), Type.Null()], {
    description: 'Where it happened; `null` for what happened in none.',
  }),
  subject: Type.String({ description: 'What it was done to, such as `key:{id}`.' }),
  subjectName: Type.Union([Type.String(), Type.Null()], {
    description:
      'What people called it until then: the label of a key, the key string of a key of another account, the name of a ' +
      'role, the address of a user. `null` without a name.',
  }),
  before: anything,
  after: anything,
});
