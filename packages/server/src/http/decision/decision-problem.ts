import { type DecisionCode, findPathFault } from '@chaveiro/sdk';
import { type ErrorCode, errorCodes } from '../../domain/errors.ts';
import { type Problem, problemDocument } from '../errors.ts';

/** Every code that is no "yes". */
export type RefusalCode = Exclude<DecisionCode, 'allowed'>;

/** What a gateway is answered, in the order of precedence. nginx understands 401 and 403; every other refusal it turns into 500. */
export const refusalStatus: Readonly<Record<RefusalCode, 401 | 403 | 503>> = {
  not_ready: 503,
  too_stale: 503,
  overloaded: 503,
  misconfigured: 503,
  missing_credentials: 401,
  ambiguous_credentials: 401,
  invalid_credentials: 401,
  key_inactive: 401,
  token_expired: 401,
  account_inactive: 403,
  bad_path: 403,
  unknown_route: 403,
  no_grant: 403,
  resource_denied: 403,
};

/** What the codes mean that only decisions have; the others are in the list of errors. */
const decisionDetails: Readonly<Record<Exclude<RefusalCode, ErrorCode>, string>> = {
  misconfigured: "The gateway's configuration is wrong; the server's log says how.",
  bad_path: 'The path is not in canonical form.',
  unknown_route: 'No route of the API has this method and path.',
  no_grant: 'The key, or the user, has no role in this account.',
  resource_denied:
    'No role of the key, or the user, in this account holds what this needs; `missingResources` names it.',
};

/** What a refusal says to its reader, alike for every request. */
export const refusalDetails: Readonly<Record<RefusalCode, string>> = {
  ...errorCodes,
  ...decisionDetails,
};

/** What is known of one refusal beyond its code. */
export interface RefusalReason {
  readonly missingResources?: readonly string[];
  /** Instead of what the code says alike for every request. */
  readonly detail?: string;
}

/** A refusal as a problem document. */
export function refusalProblem(code: RefusalCode, { missingResources, detail }: RefusalReason = {}): Problem {
  const fields = missingResources === undefined ? {} : { missingResources };
  return problemDocument(code, refusalStatus[code], detail ?? refusalDetails[code], fields);
}

/** Why a path is `bad_path`, for somebody whose credential is right. It repeats no more of it than one `%XX`. */
export function badPathDetail(path: string): string {
  const fault = findPathFault(path);
  return fault === null
    ? 'The path ends with a slash, and no route has one there.'
    : `The path is not in canonical form. At character ${fault.place}: ${fault.reason}.`;
}
