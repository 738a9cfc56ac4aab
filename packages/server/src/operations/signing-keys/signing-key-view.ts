import { type SigningKey, type SigningKeyState, stateOfSigningKey } from '../../domain/signing-key.ts';
import { timeText } from '../time-text.ts';

/** A signing key without anything secret. Times in ISO 8601, UTC, with milliseconds. */
export interface SigningKeyView {
  readonly kid: string;
  readonly state: SigningKeyState;
  readonly createdAt: string;
  /** Until then it is only announced. */
  readonly signsFrom: string;
  /** From then on nothing that it has signed is accepted; `null` while no other one follows it. */
  readonly expiresAt: string | null;
}

export function viewOfSigningKey(key: SigningKey, keys: readonly SigningKey[], now: number): SigningKeyView {
  return {
    kid: key.kid,
    state: stateOfSigningKey(key, keys, now),
    createdAt: timeText(key.createdAt),
    signsFrom: timeText(key.signsFrom),
    expiresAt: key.expiresAt === null ? null : timeText(key.expiresAt),
  };
}
