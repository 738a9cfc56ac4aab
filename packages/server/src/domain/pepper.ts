/** Temporary shape. */
export interface Peppers {
  readonly currentId: string;
  tokenKey(keyId: string, tokenId: string, pepperId: string): Uint8Array;
}
