const token = /chv_[0-9A-Za-z]{12,}/g;

/**
 * Hides tokens in a text that quotes what a client sent. Somebody will paste a token into the wrong
 * field, and neither the answer that names the field nor the log is a place for it.
 */
export function maskTokens(text: string): string {
  return text.includes('chv_') ? text.replaceAll(token, 'chv_[hidden]') : text;
}
