import type { IncomingMessage } from 'node:http';
import type { CredentialOrigin, DecisionCode, KeyIdentity, Target, UserIdentity } from '@chaveiro/sdk';
import { ChaveiroError, type ErrorCode, errorCodes } from '../domain/errors.ts';
import type { CountUse } from './count-use.ts';
import type { Credential } from './credentials.ts';
import { createJudge, type JudgeOptions } from './judge.ts';

export interface RecogniseOptions extends JudgeOptions {
  readonly countUse: CountUse;
}

/** Whose a right credential is, and with what it ends. */
export interface Recognised {
  readonly holder: KeyIdentity | UserIdentity;
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
export type Recognise = (req: IncomingMessage, credential: Credential, account: string | null) => Recognised;

export function createRecognise(options: RecogniseOptions): Recognise {
  const { verifier, countUse } = options;
  const judge = createJudge(options);
  let ownAccount: Target | undefined;

  function targetOf(account: string | null): Target {
    if (account !== null) return verifier.resolve({ account, requirement: { kind: 'any-role' } });
    if (!ownAccount?.isCurrent()) ownAccount = verifier.resolve({ requirement: { kind: 'any-role' } });
    return ownAccount;
  }

  return (req, credential, account) => {
    const decision = judge(req, credential, { target: targetOf(account) });
    const { code, account: called } = decision;
    const holder = decision.key ?? decision.user;
    const origin = verifier.originOf(decision);
    // Who is known without a role at home may have one elsewhere, which the operation is going to ask.
    const needsNoRole =
      account === null && (code === 'no_grant' || (decision.user !== null && code === 'account_inactive'));
    countUse(req, decision, needsNoRole ? 'allowed' : code);
    const isKnown = holder !== null && origin !== null && called !== null;
    if (isKnown && (code === 'allowed' || needsNoRole)) return { holder, origin, account: called };
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
