const apiToken = /chv_[0-9A-Za-z]{12,}/g;

/** base64url of what every JSON Web Token begins with, `{"`, and all that is written to it. */
const userToken = /eyJ[0-9A-Za-z_-]{12,}(\.[0-9A-Za-z_-]*)*/g;

/**
 * Hides tokens in a text that quotes what a client sent. Somebody will paste a token into the wrong
 * field, and neither the answer that names the field nor the log is a place for it.
 */
export function maskTokens(text: string): string {
  const masked = text.includes('chv_') ? text.replaceAll(apiToken, 'chv_[hidden]') : text;
  return masked.includes('eyJ') ? masked.replaceAll(userToken, 'eyJ[hidden]') : masked;
}
