import type { SigningKey } from '../../domain/signing-key.ts';

export interface SigningKeyReader {
  /** All that there ever were since the last restore, by when they sign, the newest first. */
  listSigningKeys(): Promise<SigningKey[]>;
}

export interface SigningKeyWriter {
  insertSigningKey(key: SigningKey): Promise<void>;
  /** From `expiresAt` on nothing that the key has signed is accepted; with `erase` its private half is gone. */
  endSigningKey(kid: string, end: { readonly expiresAt: number; readonly erase: boolean }): Promise<void>;
}
