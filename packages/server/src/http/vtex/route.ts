import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Revision } from '#engine';
import type { Actor, CallSource } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { OperationContext } from '../../operations/context.ts';
import { createBodyCheck, createQueryCheck, lazily } from '../input.ts';
import type { ErrorForm, Refuse } from './errors.ts';

/** What an endpoint of VTEX is, for the server, for the checks, and for the description. */
export interface VtexRouteDescription<Q extends TObject = TObject, B extends TSchema | null = TSchema | null> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The whole path, such as `/api/vlm/appkeys/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly errorForm: ErrorForm;
  /** Anybody may call: what they know is in the body. */
  readonly isOpen?: true;
  /** The resources of which any one opens it, in the account of the request. */
  readonly anyOf: readonly string[];
  /** Besides `an`. What is not here is not looked at, and what is empty is absent. */
  readonly query: Q;
  /** What it has besides the fields of its schema is not looked at. */
  readonly body: B;
  readonly success: { readonly status: 200 | 204; readonly schema: TSchema | null; readonly description: string };
  /** What it answers besides the usual errors: the status, and what that means. */
  readonly errors: Readonly<Record<number, string>>;
  readonly refuse?: Refuse;
}

/** What a handler answers; the server turns it into HTTP. */
interface VtexAnswer {
  readonly body?: unknown;
  /** Of the change; answers of reading operations have none. */
  readonly revision?: Revision;
}

/** One call, after the caller is known and before anything is checked. */
interface Call {
  readonly context: OperationContext;
  readonly actor: Actor;
  readonly source: CallSource;
  /** Name of the account of the request. */
  readonly account: string;
  /** Under which the account can be called without being named otherwise. */
  readonly hosts: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Parsed JSON; `undefined` when there was none. */
  readonly body: unknown;
}

interface CheckedCall<Q, B> extends Omit<Call, 'query' | 'body'> {
  readonly query: Q;
  readonly body: B;
}

export interface VtexRoute extends VtexRouteDescription {
  readonly handle: (call: Call) => Promise<VtexAnswer>;
}

/** A route, with a handler that sees only what its schemas let through. */
export function defineVtexRoute<Q extends TObject, B extends TSchema | null>(
  description: VtexRouteDescription<Q, B>,
  handle: (call: CheckedCall<Static<Q>, B extends TSchema ? Static<B> : undefined>) => Promise<VtexAnswer>,
): VtexRoute {
  const { query: queryView } = description;
  const checkQuery = createQueryCheck(queryView);
  const checkBody = createCheck(description.body);
  return {
    ...description,
    handle: async ({ query, body, ...call }) =>
      handle({
        ...call,
        query: checkQuery(Object.fromEntries(Object.entries(query).filter(isGiven(queryView)))),
        body: checkBody(body) as B extends TSchema ? Static<B> : undefined,
      }),
  };
}

/** Clients send every parameter that they know, and leave empty what they do not use. */
function isGiven({ properties }: TObject): (entry: [string, unknown]) => boolean {
  return ([name, value]) => Object.hasOwn(properties, name) && value !== '';
}

function createCheck(schema: TSchema | null): (body: unknown) => unknown {
  if (schema === null) return () => undefined;
  if (Type.IsObject(schema)) return createBodyCheck(schema);
  const validator = lazily(() => Compile(schema));
  return (body) => {
    if (validator().Check(body)) return body;
    throw new ChaveiroError(
      'invalid_request',
      `The body is not right: ${(schema as { description?: string }).description}`,
    );
  };
}
