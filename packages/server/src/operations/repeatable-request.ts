import { type Actor, actorName } from '../domain/actor.ts';
import { ChaveiroError } from '../domain/errors.ts';
import type { IdempotencyKey } from '../domain/idempotency-key.ts';
import type { AccessRight } from '../domain/management-right.ts';
import type { ReadTransaction, WriteTransaction } from '../storage/storage.ts';
import { authorizeInAccount } from './rights.ts';

/** A request that its client may send again, because it did not hear the answer. */
export interface RepeatableRequest {
  readonly key: IdempotencyKey;
  readonly actor: Actor;
  /** Name of the account that it acts on, and the resources that open it there. */
  readonly account: string;
  readonly accepted: readonly AccessRight[];
  /** Method, address with its query, and body: what has to be the same when it comes again. */
  readonly method: string;
  readonly address: string;
  readonly body: unknown;
}

/** So long an answer is kept with its secrets, sealed. */
const secretTtlMs = 5 * 60 * 1000;

/** So long it is kept without them. After that the same request is a new one. */
const recordTtlMs = 24 * 60 * 60 * 1000;

/** Fields of answers that deliver a secret: a token, or an address that leads to one. Sealed for a while, then left out. */
export type SecretField = 'appToken' | 'link' | 'url' | 'invitation';

/**
 * The answer that the request got before, or `undefined` when it has not come before.
 *
 * Rights are asked for again: a caller who has lost them since gets nothing repeated. Throws
 * `idempotency_key_reused` when the key came with another caller, address or body, and what `authorizeInAccount` throws.
 */
export async function findIdempotencyRecord(
  tx: ReadTransaction,
  now: number,
  request: RepeatableRequest,
): Promise<{ readonly value: unknown } | undefined> {
  const { key } = request;
  const kept = await tx.findIdempotencyRecord(key.id);
  if (kept === undefined) return undefined;
  await authorizeInAccount(tx, now, request.actor, request.account, request.accepted);
  if (Buffer.compare(kept.requestMac, key.macOf(textOf(request))) !== 0) {
    throw new ChaveiroError(
      'idempotency_key_reused',
      'This Idempotency-Key came with another request before: another caller, address or body. Take a new one for a new request.',
    );
  }
  const unsealed = kept.sealed === null ? undefined : key.unseal(kept.sealed);
  if (unsealed !== undefined) return { value: JSON.parse(unsealed) };
  const answer = JSON.parse(kept.answer);
  return { value: kept.hadSecrets ? { ...answer, replayed: true } : answer };
}

/**
 * Keeps the answer of a change, as part of it: both are there, or neither. A change without an answer
 * recorded a refusal, which is not kept.
 */
export async function keepAnswer(
  tx: WriteTransaction,
  request: RepeatableRequest,
  value: unknown,
  secretFields: readonly SecretField[],
): Promise<void> {
  if (value === null || value === undefined) return;
  const { key } = request;
  const whole = JSON.stringify(value);
  const answer = JSON.stringify({ ...value, ...Object.fromEntries(secretFields.map((name) => [name, undefined])) });
  const sealed = whole === answer ? null : key.seal(whole);
  const kept = { requestMac: key.macOf(textOf(request)), answer, sealed };
  await tx.insertIdempotencyRecord({ id: key.id, ...kept }, { secretTtlMs, recordTtlMs });
}

function textOf({ actor, method, address, body }: RepeatableRequest): string {
  return JSON.stringify([actorName(actor), method, address, body ?? null]);
}
