/** What is answered about how keys are used. */

import { Type } from 'typebox';
import { day, maybeTime, time, view } from './view.ts';

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
