import type { Static, TObject, TSchema } from 'typebox';
import type { Revision } from '#engine';
import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { ManagementRight } from '../../domain/management-right.ts';
import type { OperationContext, RepeatableContext } from '../../operations/context.ts';
import type { DecidePair } from '../../operations/keys/try-credential.ts';
import type { ExpectedVersions } from '../../operations/view-version.ts';
import { ifMatchHeader, readIfMatch } from '../if-match.ts';
import { type BodySchema, createBodyCheck, createQueryCheck, refuseBody } from '../input.ts';

/** Where an account's things are. */
export const accountAddress = '/api/v1/accounts/{account}';

/** What a route is, for the server, for the checks, and for the description of the API. */
export interface RouteDescription<Q extends TObject = TObject, B extends BodySchema | null = BodySchema | null> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the account, such as `/keys/{key}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /** The resources of which any one opens it, in the account of the path. */
  readonly anyOf: readonly ManagementRight[];
  readonly query: Q;
  readonly body: B;
  /** Whether no body means the same as one without fields. */
  readonly isBodyOptional?: true;
  readonly success: {
    readonly status: 200 | 201 | 204;
    readonly schema: TSchema | null;
    readonly description: string;
    /** Default JSON. */
    readonly mediaType?: string;
  };
  /** Whether a client can send it again without harm, with the header `Idempotency-Key`. Every POST can. */
  readonly takesIdempotencyKey?: true;
  /**
   * The view of what it changes, where a client can say by `If-Match`, or otherwise, in which state it is to be;
   * that is what 412 answers.
   */
  readonly versioned?: TObject;
  /** Whether it may answer 409. */
  readonly mayConflict?: boolean;
  /** Whether it may answer 429. */
  readonly isLimited?: boolean;
}

/** What a handler answers; the server turns it into HTTP. */
interface Answer {
  readonly body?: unknown;
  /** A body that is sent as it comes, in the media type of the route, to be kept under a name. */
  readonly download?: { readonly chunks: AsyncIterable<string | Uint8Array>; readonly fileName: string };
  /** Of the change; answers of reading operations have none. */
  readonly revision?: Revision;
  /** Where to find what was made, below the account. */
  readonly location?: string;
}

/** One call, after the caller is known and before anything is checked. */
interface Call {
  /** With a request only where the route takes an Idempotency-Key. */
  readonly context: RepeatableContext;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  /** Parsed JSON; `undefined` when there was none. */
  readonly body: unknown;
  /** The header `If-Match`. */
  readonly ifMatch: string | undefined;
  /** Decides about a pair that came with the call, and is not the caller's own credential. */
  readonly decide: DecidePair;
}

/** A call whose query and body have the form that the route's schemas say. */
interface CheckedCall<Q, B, C> {
  readonly context: C;
  readonly actor: Actor;
  /** Name of the account in the path. */
  readonly account: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** The versions that the change is for; only where the route says that it is versioned. */
  readonly ifVersion: ExpectedVersions;
  readonly decide: DecidePair;
}

export interface Route extends RouteDescription {
  readonly handle: (call: Call) => Promise<Answer>;
}

/** What a handler of these schemas is, in its context. */
type Handler<Q extends TObject, B extends BodySchema | null, C> = (
  call: CheckedCall<Static<Q>, B extends TSchema ? Static<B> : undefined, C>,
) => Promise<Answer>;

/**
 * A route, with a handler that sees only what its schemas let through. Where the route takes an
 * Idempotency-Key, the handler's context may carry a request that is repeated, and goes only to
 * operations that say what of their answers is secret.
 */
export function defineRoute<Q extends TObject, B extends BodySchema | null>(
  description: RouteDescription<Q, B> & { readonly takesIdempotencyKey: true },
  handle: Handler<Q, B, RepeatableContext>,
): Route;
export function defineRoute<Q extends TObject, B extends BodySchema | null>(
  description: RouteDescription<Q, B> & { readonly takesIdempotencyKey?: never },
  handle: Handler<Q, B, OperationContext>,
): Route;
export function defineRoute<Q extends TObject, B extends BodySchema | null>(
  description: RouteDescription<Q, B>,
  handle: Handler<Q, B, RepeatableContext> | Handler<Q, B, OperationContext>,
): Route {
  const checkQuery = createQueryCheck(description.query);
  const checkBody = description.body === null ? refuseBody : createBodyCheck(description.body);
  return {
    ...description,
    handle: async ({ context, actor, params, query, body, ifMatch, decide }) =>
      (handle as Handler<Q, B, RepeatableContext>)({
        context,
        actor,
        account: params.account as string,
        params,
        query: checkQuery(query),
        body: checkBody(description.isBodyOptional && body === undefined ? {} : body) as B extends TSchema
          ? Static<B>
          : undefined,
        ifVersion: expectedVersions(description, ifMatch),
        decide,
      }),
  };
}

/** A condition that is not kept is refused, so that nobody relies on it; what only reads does no harm without. */
function expectedVersions({ method, versioned }: RouteDescription, header: string | undefined): ExpectedVersions {
  if (versioned !== undefined) return readIfMatch(header);
  if (header === undefined || method === 'GET') return undefined;
  throw new ChaveiroError(
    'invalid_request',
    `This address takes no ${ifMatchHeader}: what it changes has no version.`,
    {
      field: ifMatchHeader,
    },
  );
}
