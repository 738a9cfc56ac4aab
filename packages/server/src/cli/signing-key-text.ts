import type { SigningKeyView } from '../operations/signing-keys/signing-key-view.ts';
import { table } from './table.ts';

/** Signing keys in columns. */
export function signingKeyTable(keys: readonly SigningKeyView[]): string {
  return table(
    ['KEY', 'STATE', 'CREATED', 'SIGNS FROM', 'ACCEPTED UNTIL'],
    keys.map(({ kid, state, createdAt, signsFrom, expiresAt }) => [kid, state, createdAt, signsFrom, expiresAt ?? '']),
    'No signing key: the first one is made with the first user token.',
  );
}
