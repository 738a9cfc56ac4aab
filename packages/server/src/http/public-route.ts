import type { Static, TObject, TSchema } from 'typebox';
import type { Revision } from '#engine';
import type { CallSource } from '../domain/actor.ts';
import type { OperationContext } from '../operations/context.ts';
import { createBodyCheck } from './input.ts';

/** An address outside the accounts, for callers who have no credential: what they know is in the body. */
export interface PublicRouteDescription<B extends TObject = TObject> {
  readonly method: 'POST';
  /** Such as `/api/v1/credentials/{link}/reveal`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly body: B;
  readonly success: { readonly status: 200; readonly schema: TSchema; readonly description: string };
  /** Which problems it may answer besides those of every address with a body. */
  readonly problems: Readonly<Record<number, string>>;
}

interface PublicCall<B> {
  readonly context: OperationContext;
  /** Where the call comes from, for the audit log. */
  readonly source: CallSource;
  readonly params: Readonly<Record<string, string>>;
  readonly body: B;
}

interface PublicAnswer {
  readonly body: unknown;
  readonly revision: Revision;
}

export interface PublicRoute extends PublicRouteDescription {
  readonly handle: (call: PublicCall<unknown>) => Promise<PublicAnswer>;
}

/** A public route, with a handler that sees only what its schema lets through. */
export function definePublicRoute<B extends TObject>(
  description: PublicRouteDescription<B>,
  handle: (call: PublicCall<Static<B>>) => Promise<PublicAnswer>,
): PublicRoute {
  const checkBody = createBodyCheck(description.body);
  return { ...description, handle: async (call) => handle({ ...call, body: checkBody(call.body) }) };
}
