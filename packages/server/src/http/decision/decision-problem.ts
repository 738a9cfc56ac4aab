import { type DecisionCode, decisionCodes, findPathFault } from '#engine';
import { type ErrorCode, errorCodes } from '../../domain/errors.ts';
import { type Problem, problemDocument } from '../errors.ts';

/** Every code that is no "yes". */
export type RefusalCode = Exclude<DecisionCode, 'allowed'>;

/** In the order of precedence. */
export const refusalCodes = (Object.keys(decisionCodes) as DecisionCode[]).filter((code) => code !== 'allowed');

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
  return problemDocument(code, decisionCodes[code].status, detail ?? refusalDetails[code], fields);
}

/** Why a path is `bad_path`, for somebody whose credential is right. It repeats no more of it than one `%XX`. */
export function badPathDetail(path: string): string {
  const fault = findPathFault(path);
  return fault === null
    ? 'The path ends with a slash, and no route has one there.'
    : `The path is not in canonical form. At character ${fault.place}: ${fault.reason}.`;
}
