import type { IncomingMessage } from 'node:http';
import {
  type Credential,
  type CredentialOrigin,
  createTrace,
  type DecisionCode,
  type KeyIdentity,
  type ResolvedQuestion,
  type UserIdentity,
  type Verifier,
} from '#engine';
import { type ErrorCode, errorCodes } from '../domain/error-codes.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { isKnownWithoutRole } from './count-use.ts';
import type { Gates } from './gates.ts';

/** Whose a right credential is, and with what it ends. */
export interface Holder {
  readonly identity: KeyIdentity | UserIdentity;
  readonly origin: CredentialOrigin;
  /** Name of the account that was asked about; of none the one that owns the key, or for which the user token was made. */
  readonly account: string;
}

/**
 * Whose a credential is that came with a request. A wrong one is counted against where it comes from, a right one
 * as use of its key.
 *
 * @param account in which the holder has to have a role; `null` when none is needed anywhere
 *
 * Throws the code that says why nobody is known by it; `invalid_credentials` also for who has no role in the account.
 */
export type IdentifyHolder = (req: IncomingMessage, credential: Credential, account: string | null) => Holder;

export function createIdentifyHolder(verifier: Verifier, gates: Gates): IdentifyHolder {
  const trace = createTrace();
  let ownAccount: ResolvedQuestion | undefined;

  function targetOf(account: string | null): ResolvedQuestion {
    if (account !== null) return verifier.resolve({ account, requirement: { kind: 'any-role' } });
    if (!ownAccount?.isCurrent()) ownAccount = verifier.resolve({ requirement: { kind: 'any-role' } });
    return ownAccount;
  }

  return (req, credential, account) => {
    const gate = account === null ? gates.calls : gates.requests;
    const decision = gate(req, credential, { target: targetOf(account) }, trace);
    const { code, account: called } = decision;
    const identity = decision.key ?? decision.user;
    const origin = verifier.originOf(trace);
    const needsNoRole = account === null && isKnownWithoutRole(decision);
    const isKnown = identity !== null && origin !== null && called !== null;
    if (isKnown && (code === 'allowed' || needsNoRole)) return { identity, origin, account: called };
    throw refusal(code === 'no_grant' ? 'invalid_credentials' : code);
  };
}

/** A code of a decision that is one of the errors, too. */
export function refusal(code: DecisionCode): Error {
  if (isErrorCode(code)) return new ChaveiroError(code, errorCodes[code]);
  return new Error(`A question without resource and path was answered ${code}.`);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
