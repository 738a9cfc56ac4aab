/** What a body asks about: any role, any one of some resources, or a route. */

import { Type } from 'typebox';
import type { Requirement } from '#engine';
import { ChaveiroError } from '../domain/errors.ts';

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The fields of a body that say what is required. */
export const requirementFields = {
  anyOf: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'Keys of resources of which one suffices; not beside `api`.',
    }),
  ),
  api: text('The API whose route policy says what the request needs; with `method` and `path`.'),
  method: text('The method of the request, in upper case.'),
  path: text('The path of the request as the client sent it; a query is ignored.'),
};

export interface RequirementBody {
  readonly anyOf?: readonly string[] | undefined;
  readonly api?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/** What only several fields together can get wrong: throws `invalid_request`. */
export function requirementOf({ anyOf, api, method, path }: RequirementBody): Requirement {
  if (anyOf !== undefined && api !== undefined) throw invalid('Send either "anyOf" or "api".', 'api');
  if (api === undefined) {
    if (method !== undefined) throw invalid('"method" goes with "api".', 'method');
    if (path !== undefined) throw invalid('"path" goes with "api".', 'path');
    return anyOf === undefined ? { kind: 'any-role' } : { kind: 'any-of', resources: anyOf };
  }
  if (method === undefined) throw invalid('"api" needs "method" beside it.', 'method');
  if (path === undefined) throw invalid('"api" needs "path" beside it.', 'path');
  return { kind: 'route', api };
}

function invalid(detail: string, field: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, { field });
}
