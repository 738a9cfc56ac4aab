import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Password } from './password.ts';

/**
 * Argon2id with 19 MiB, two passes and one lane: the least that OWASP's Password Storage Cheat Sheet
 * recommends, about 50 ms on a small machine. More would not stop whoever guesses online, whom the
 * limits of sign-in stop, and would make it easier to keep the server busy; what is stolen is of no
 * use without the pepper.
 */
const memoryKiB = 19_456;
const passes = 2;
const lanes = 1;
const hashBytes = 32;
const saltBytes = 16;

const deriveAsync = promisify(argon2);

/** Of one user: the hash is of no use for another. */
interface HashContext {
  readonly userId: string;
  /** 32 bytes that stem from a pepper. */
  readonly passwordKey: Uint8Array;
}

interface Parameters {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
}

/** Runs in the thread pool, not in the thread that decides. */
async function derive(password: Password, { userId, passwordKey }: HashContext, parameters: Parameters) {
  const { salt, ...cost } = parameters;
  return await deriveAsync('argon2id', {
    ...cost,
    message: password,
    nonce: salt,
    secret: passwordKey,
    associatedData: Buffer.from(userId),
    tagLength: hashBytes,
  });
}

/** A new hash in the PHC string format, which says how it was made. */
export async function hashPassword(password: Password, context: HashContext): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, context, { memory: memoryKiB, passes, parallelism: lanes, salt });
  return phcText(salt, hash);
}

/** A hash of the same cost that no password has. */
export function decoyHash(): string {
  return phcText(randomBytes(saltBytes), randomBytes(hashBytes));
}

/** Whether this is the password of the hash. Throws for a text that no `hashPassword` has made. */
export async function isPasswordOf(hash: string, password: Password, context: HashContext): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/.exec(hash);
  if (parts === null) throw new Error('A stored password is not in the form in which it was stored.');
  const [, memory, time, parallelism, salt = '', expected = ''] = parts;
  const derived = await derive(password, context, {
    memory: Number(memory),
    passes: Number(time),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
  });
  return timingSafeEqual(derived, Buffer.from(expected, 'base64'));
}

function phcText(salt: Uint8Array, hash: Uint8Array): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
