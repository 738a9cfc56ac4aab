/** What is answered about APIs and their routes. */

import { Type } from 'typebox';
import { view } from './view.ts';

const routePolicy = view({
  method: Type.String(),
  path: Type.String({ description: 'A template, such as `/orders/{id}`.' }),
  anyOf: Type.Array(Type.String(), { description: 'Keys of resources of which any one opens it.' }),
});

export const apiView = view({
  name: Type.String(),
  routes: Type.Array(routePolicy, { description: 'As they were imported.' }),
});
