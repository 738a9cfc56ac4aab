/** API tokens, and the credentials of nodes. */
const apiToken = /(ch[vn]_)[0-9A-Za-z]{12,}/g;

/** base64url of what every JSON Web Token begins with, `{"`, and all that is written to it. */
const userToken = /eyJ[0-9A-Za-z_-]{12,}(\.[0-9A-Za-z_-]*)*/g;

/** The secret of a single-access or set-up link, after what shows that it is one. */
const linkSecret = /(\/credentials\/[0-9a-f-]{36}|\/admin\/setup\/[a-z-]+)(#|%23)[0-9A-Za-z_-]{12,}/gi;

/**
 * Hides tokens and the secrets of links in a text that quotes what a client sent. Somebody will paste a token into the wrong
 * field, and neither the answer that names the field nor the log is a place for it.
 */
export function maskTokens(text: string): string {
  const masked = text.includes('chv_') || text.includes('chn_') ? text.replaceAll(apiToken, '$1[hidden]') : text;
  const plain = masked.includes('eyJ') ? masked.replaceAll(userToken, 'eyJ[hidden]') : masked;
  return plain.includes('/credentials/') || plain.includes('/setup/')
    ? plain.replaceAll(linkSecret, '$1$2[hidden]')
    : plain;
}
