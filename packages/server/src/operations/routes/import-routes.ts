import { isDeepStrictEqual } from 'node:util';
import type { RoutePolicy } from '#engine';
import type { OperatorActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkNoProblems } from '../import-problems.ts';
import { findUnknownResources } from '../resources/check-resources.ts';
import { runChange } from '../run-change.ts';
import { parseRoutes } from './parse-routes.ts';

export interface ImportRoutesInput {
  /** Name of the API whose table is replaced: a lower-case letter, then up to 39 of `[a-z0-9-]`. */
  readonly api: string;
  /** Parsed JSON: an array of `{method, path, anyOf: [resource key]}`, or an OpenAPI document. */
  readonly routes: unknown;
}

export interface RoutesImport {
  /** Routes that the table has now. */
  readonly routes: number;
  /** `false` when the table was already equal. */
  readonly changed: boolean;
}

const API_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * Replaces the route policies of one API by those of a file, whole or not at all. A table that says
 * the same: no change and no event.
 *
 * Throws `invalid_request` that names the routes at fault or the resources that do not exist, and
 * `route_conflict`.
 */
export async function importRoutes(
  context: OperationContext,
  actor: OperatorActor,
  { api, routes }: ImportRoutesInput,
): Promise<Changed<RoutesImport>> {
  if (!API_NAME.test(api)) {
    throw new ChaveiroError(
      'invalid_request',
      'The name of an API starts with a letter and has at most 40 lower-case letters, digits and hyphens, such as "orders".',
      { field: 'api' },
    );
  }
  const policies = parseRoutes(routes);
  return await runChange<RoutesImport>(context, async (tx) => {
    await checkResourcesExist(tx, policies);
    const before = await tx.findRoutes(api);
    if (isDeepStrictEqual(before, policies)) {
      return { event: null, value: { routes: policies.length, changed: false } };
    }
    await tx.putRoutes(api, policies);
    return {
      value: { routes: policies.length, changed: true },
      event: {
        action: 'routes.imported',
        actor,
        accountId: null,
        subject: `api:${api}`,
        before: before === undefined ? null : { routes: before.length },
        after: { routes: policies.length },
      },
    };
  });
}

async function checkResourcesExist(tx: ReadTransaction, policies: readonly RoutePolicy[]): Promise<void> {
  const unknown = await findUnknownResources(
    tx,
    policies.flatMap((policy) => policy.anyOf),
  );
  checkNoProblems(
    unknown.map((key) => ({
      field: 'routes',
      text: `name the resource ${JSON.stringify(key)}, which does not exist.`,
    })),
  );
}
