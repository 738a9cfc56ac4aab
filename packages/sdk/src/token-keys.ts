/** Derives the key under which a token is stored: HMAC-SHA-256(pepper, "token" ‖ key id ‖ token id). */
export interface TokenKeys {
  /** 32 bytes. Throws when the pepper is unknown: then the token cannot be judged, and is never allowed. */
  tokenKey(keyId: string, tokenId: string, pepperId: string): Uint8Array;
}
