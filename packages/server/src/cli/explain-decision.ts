import { type Decision, findPathFault } from '#engine';
import type { AccessDescription } from '../operations/keys/describe-access.ts';
import type { GivenCredential } from './read-credential.ts';

function names(roles: readonly { id: number; name: string }[]): string {
  return roles.map(({ id, name }) => `"${name}" (${id})`).join(', ');
}

function anyOf(resources: readonly string[]): string {
  return resources.length === 1 ? `${resources[0]}` : `any one of ${resources.join(', ')}`;
}

/** Why a credential is wrong: servers say only that it is, the operator may know more. */
function explainMistake({ appToken }: GivenCredential, { mistake }: AccessDescription): string {
  switch (mistake) {
    case 'unknown_key':
    case 'deleted_key':
      return 'There is no key with this key string: it never existed here, or it was deleted.';
    case 'malformed_token':
      return `The key exists, but the token has not the form of one: "chv_" and 49 letters and digits; this has ${appToken.length} characters.`;
    case 'wrong_checksum':
      return 'The key exists, but the token has a typing error: its checksum is wrong.';
    case 'wrong_token':
      return 'The key exists, but this is not its token.';
  }
}

function whatWouldOpenIt({ account, sufficientRoles }: AccessDescription): string {
  if (account === null) return '';
  if (sufficientRoles.length === 0) return ` No role of ${account.name} would open it.`;
  return ` Roles of ${account.name} that would open it: ${names(sufficientRoles)}.`;
}

function explainPath(path: string): string {
  const fault = findPathFault(path);
  return fault === null
    ? 'The path ends with a slash, and no route has one there.'
    : `The path is not in its canonical form, so it is not clear which route it means. At character ${fault.place}: ${fault.reason}.`;
}

/** A decision in words: what opens the request, or what would. */
export function explainDecision(
  decision: Decision,
  given: GivenCredential,
  access: AccessDescription,
  path = '',
): string {
  const account = decision.account ?? 'the account';
  const needed = anyOf(decision.requiredResources);
  switch (decision.code) {
    case 'allowed': {
      const opening = access.roles.filter(({ id }) => access.sufficientRoles.some((role) => role.id === id));
      const what = decision.matchedResource === null ? 'any role will do' : `needed is ${needed}`;
      return `In ${account}, ${what}; the key has it by ${names(opening)}.`;
    }
    case 'invalid_credentials':
      return explainMistake(given, access);
    case 'key_inactive':
      return access.key?.isActive === false
        ? `The key is inactive. Switch it on: chaveiro key activate ${given.appKey}`
        : `The account that owns the key, ${access.key?.owner}, is inactive.`;
    case 'token_expired':
      return `The token is older than ${access.key?.owner}, which owns the key, accepts: it has to be renewed.`;
    case 'account_inactive':
      return `The account that is called, ${account}, is inactive. Switch it on: chaveiro account activate ${account}`;
    case 'bad_path':
      return explainPath(path);
    case 'unknown_route':
      return 'The route policies have no such method and path: whatever they do not name is denied.';
    case 'no_grant':
      return access.account === null
        ? `There is no account ${account}.`
        : `The key has no role in ${account}.${whatWouldOpenIt(access)}`;
    case 'resource_denied':
      return `Needed is ${needed}; in ${account} the key has only ${names(access.roles)}.${whatWouldOpenIt(access)}`;
    default:
      return 'No decision can be made now.';
  }
}
