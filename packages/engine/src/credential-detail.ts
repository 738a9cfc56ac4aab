/**
 * What a refusal says about how a credential was sent. It looks at the request alone and at nothing that is
 * stored, so it tells nobody more than they wrote themselves; and it repeats nothing of it.
 */
import { isUtf8 } from 'node:buffer';
import { readCredentials } from './credentials.ts';
import { refusalDetails } from './refusal-problem.ts';
import { hasValidChecksum, isWellFormedToken } from './token-format.ts';

type CredentialCode = 'missing_credentials' | 'ambiguous_credentials' | 'invalid_credentials';

export function isCredentialCode(code: string): code is CredentialCode {
  return code === 'missing_credentials' || code === 'ambiguous_credentials' || code === 'invalid_credentials';
}

/** The meaning of the code, and the mistake when one can be seen. */
export function credentialDetail(code: CredentialCode, rawHeaders: readonly string[]): string {
  const mistake = mistakeOf(code, rawHeaders);
  return mistake === undefined ? refusalDetails[code] : `${refusalDetails[code]} ${mistake}`;
}

function mistakeOf(code: CredentialCode, rawHeaders: readonly string[]): string | undefined {
  if (code === 'missing_credentials') return missing(rawHeaders);
  if (code === 'ambiguous_credentials') return undefined;
  const basic = sentValue(rawHeaders, 'authorization')?.match(/^basic(?:[ \t]+(.*))?$/is);
  if (basic) return mistakeInBasic(basic[1] ?? '') ?? mistakeInPair(rawHeaders);
  return mistakeInPair(rawHeaders);
}

function missing(rawHeaders: readonly string[]): string | undefined {
  const hasKey = sentValue(rawHeaders, 'x-vtex-api-appkey') !== undefined;
  const hasToken = sentValue(rawHeaders, 'x-vtex-api-apptoken') !== undefined;
  if (hasKey) return 'X-VTEX-API-AppToken is missing or empty.';
  if (hasToken) return 'X-VTEX-API-AppKey is missing or empty.';
  const names = rawHeaders.filter((_, place) => place % 2 === 0);
  if (names.some((name) => /app[^a-z]*(key|token)$/i.test(name))) {
    return 'A header has nearly the right name: they are X-VTEX-API-AppKey and X-VTEX-API-AppToken, with hyphens.';
  }
  const scheme = sentValue(rawHeaders, 'authorization');
  return scheme === undefined ? undefined : 'Authorization has another scheme than Basic, and is not looked at.';
}

/** RFC 7617 as `echo`, `base64` and libraries for other alphabets get it wrong. */
function mistakeInBasic(encoded: string): string | undefined {
  if (encoded === '') return 'After Basic comes base64 of the key, a colon and the token; there is nothing.';
  if (/\s/.test(encoded))
    return 'The base64 after Basic is broken by a space or a line break: it is one piece (base64 -w0).';
  if (/[^A-Za-z0-9+/=_-]/.test(encoded)) return 'What follows Basic is not base64.';
  if (/[-_]/.test(encoded)) return 'The base64 after Basic has "-" or "_": its alphabet has "+" and "/" there.';
  const unpadded = encoded.replace(/=+$/, '');
  const padded = unpadded + '='.repeat((4 - (unpadded.length % 4)) % 4);
  if (encoded.length < padded.length) return 'The base64 after Basic lacks "=" at its end.';
  const bytes = Buffer.from(encoded, 'base64');
  const [isBase64, isText, text] = [bytes.toString('base64') === encoded, isUtf8(bytes), bytes.toString('utf8')];
  // It may hold a token, in memory that Node hands on as it is.
  bytes.fill(0);
  if (!isBase64) return 'What follows Basic is not base64.';
  if (!isText) return 'The text in Basic is not UTF-8.';
  if (/[\r\n]/.test(text)) return "The text in Basic has a line break, which echo adds: use printf '%s:%s'.";
  const colon = text.indexOf(':');
  if (colon === -1) return 'The text in Basic has no colon: it is the key, a colon and the token.';
  if (colon === 0) return 'The text in Basic has no key before the colon.';
  return colon === text.length - 1 ? 'The text in Basic has no token after the colon.' : undefined;
}

/** What a token shows without being looked up. Keys from elsewhere may have tokens of any form. */
function mistakeInPair(rawHeaders: readonly string[]): string | undefined {
  const credentials = readCredentials(rawHeaders);
  if (typeof credentials === 'string' || 'userToken' in credentials) return undefined;
  const { appKey, appToken } = credentials;
  if (appKey.startsWith('chv_')) return 'A token stands in the place of the key.';
  if (/^["'<{[]|["'>}\]]$/.test(appToken)) return 'The token has quotation marks or brackets around it.';
  if (!appToken.startsWith('chv_')) return undefined;
  if (!isWellFormedToken(appToken)) {
    return `After "chv_" come 49 letters and digits; this token has ${appToken.length} characters in all, or others.`;
  }
  return hasValidChecksum(appToken) ? undefined : 'The token has a typing error: its checksum is wrong.';
}

/** The first value of a header that is not empty. */
function sentValue(rawHeaders: readonly string[], lower: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const value = rawHeaders[at + 1] as string;
    if (value !== '' && (rawHeaders[at] as string).toLowerCase() === lower) return value;
  }
  return undefined;
}
