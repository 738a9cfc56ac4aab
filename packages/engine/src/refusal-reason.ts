import { findPathFault } from './canonical-path.ts';
import { credentialDetail, isCredentialCode } from './credential-detail.ts';
import type { Decision } from './decision.ts';
import type { RefusalReason } from './refusal-problem.ts';

/**
 * What a denial says of this one request.
 *
 * @param path as the client sent it
 * @param rawHeaders names and values in turn, as they were received
 */
export function refusalReason(
  { code, requiredResources }: Decision,
  path: string,
  rawHeaders: readonly string[],
): RefusalReason {
  if (code === 'resource_denied') return { missingResources: requiredResources };
  if (isCredentialCode(code)) return { detail: credentialDetail(code, rawHeaders) };
  return code === 'bad_path' ? { detail: badPathDetail(path) } : {};
}

/** Why a path is `bad_path`, for somebody whose credential is right. It repeats no more of it than one `%XX`. */
function badPathDetail(path: string): string {
  const fault = findPathFault(path);
  return fault === null
    ? 'The path ends with a slash, and no route has one there.'
    : `The path is not in canonical form. At character ${fault.place}: ${fault.reason}.`;
}
