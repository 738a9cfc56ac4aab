/** What is answered about resources. */

import { Type } from 'typebox';
import { view } from './view.ts';

export const resourceView = view({
  key: Type.String(),
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  places: Type.Array(view({ product: Type.String(), category: Type.String() })),
  isManagementRight: Type.Boolean({ description: 'Only its holders can hand it on.' }),
});
