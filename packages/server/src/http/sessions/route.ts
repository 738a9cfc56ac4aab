import type { Static, TSchema } from 'typebox';
import type { Revision } from '#engine';
import type { CallSource, UserActor } from '../../domain/actor.ts';
import type { OperationContext } from '../../operations/context.ts';
import type { SourceLimit } from '../../operations/sessions/sign-in.ts';
import { type BodySchema, createBodyCheck, refuseBody } from '../input.ts';
import type { SignInCookies } from './cookies.ts';

/** An address outside the accounts that has to do with signing in, and with the cookies of it. */
export interface SessionRouteDescription<B extends BodySchema | null = BodySchema | null> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Such as `/api/v1/session`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Who may call: only somebody who is signed in, or anybody, who may be. */
  readonly caller: 'user' | 'anybody';
  readonly body: B;
  /** Whether no body means the same as one without fields. */
  readonly isBodyOptional?: true;
  readonly success: { readonly status: 200 | 204; readonly schema: TSchema | null; readonly description: string };
  /** Which problems it may answer besides those that every address may. */
  readonly problems: Readonly<Record<number, string>>;
}

/** What a handler answers; the server turns it into HTTP. */
export interface SessionAnswer {
  readonly body?: unknown;
  readonly revision?: Revision;
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[];
}

/** A call, before its body was checked. */
export interface SessionCall<B = unknown> {
  readonly context: OperationContext;
  /** Where the call comes from, for the audit log. */
  readonly source: CallSource;
  readonly params: Readonly<Record<string, string>>;
  readonly body: B;
  /** Who is signed in; never `null` where only users may call. */
  readonly actor: UserActor | null;
  /** The secret in the cookie of the session, if there was one; it need not be alive. */
  readonly session: string | undefined;
  /** By which the device is known, if it is. */
  readonly device: string | undefined;
  readonly cookies: SignInCookies;
  /** Wrong passwords are counted against where they come from. */
  readonly sourceLimit: SourceLimit;
}

export interface SessionRoute extends SessionRouteDescription {
  readonly handle: (call: SessionCall) => Promise<SessionAnswer>;
}

/** A route with a handler that sees only a body that its schema lets through. */
export function defineSessionRoute<B extends BodySchema | null>(
  description: SessionRouteDescription<B>,
  handle: (call: SessionCall<B extends TSchema ? Static<B> : undefined>) => Promise<SessionAnswer>,
): SessionRoute {
  const check = description.body === null ? refuseBody : createBodyCheck(description.body);
  return {
    ...description,
    handle: async (call) => {
      const body = description.isBodyOptional && call.body === undefined ? {} : call.body;
      return await handle({ ...call, body: check(body) as B extends TSchema ? Static<B> : undefined });
    },
  };
}
