import { hasValidChecksum, isNodeCredential, isWellFormedToken } from '#engine';

/** Longer than any text that is stored. */
const longestText = 2_048;

/** As long as every API token. */
const apiTokenLength = 53;

/** A JSON Web Token: header and payload are objects, so both begin with `{"` in base64url. Whatever its issuer, and also without its signature. */
const userToken = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;

/** The address of a link with its fragment, also where a chat has escaped the `#`. */
const singleAccessLink = /\/credentials\/[0-9a-f-]{36}(?:#|%23)[\w-]{43}/i;
const setupLink = /\/admin\/setup\/[a-z-]+(?:#|%23)[\w-]{43}/i;

/**
 * What secret a text holds, as a refusal names it; `undefined` when none. API tokens are known by their
 * checksum, so that no other text is taken for one; what was imported from elsewhere has no form.
 */
export function secretIn(sent: string): string | undefined {
  // What is longer is refused for its length; patterns are not tried on it without end.
  const text = sent.slice(0, longestText);
  if (holdsApiToken(text)) return 'an API token';
  if (nodeCredentials(text).some(isNodeCredential)) return 'the credential of a node';
  if (userToken.test(text)) return 'a user token';
  if (singleAccessLink.test(text)) return 'a single-access link';
  return setupLink.test(text) ? 'a set-up link' : undefined;
}

function nodeCredentials(text: string): string[] {
  return text.match(/chn_[0-9A-Za-z]{49}/g) ?? [];
}

function holdsApiToken(text: string): boolean {
  for (let at = text.indexOf('chv_'); at !== -1; at = text.indexOf('chv_', at + 1)) {
    const part = text.slice(at, at + apiTokenLength);
    if (isWellFormedToken(part) && hasValidChecksum(part)) return true;
  }
  return false;
}
