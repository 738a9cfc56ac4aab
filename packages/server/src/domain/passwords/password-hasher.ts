import type { Peppers } from '../pepper.ts';
import type { Password } from './password.ts';
import { decoyHash, hashPassword, isPasswordOf } from './password-hash.ts';
import { createSemaphore, type Turn } from './semaphore.ts';

/** A password as it is stored. */
export interface StoredPassword {
  /** PHC string format. */
  readonly hash: string;
  readonly pepperId: string;
}

/** The password that a user has. */
export interface UserPassword extends StoredPassword {
  /** When it was chosen, milliseconds since 1970. To hash it again leaves this as it is. */
  readonly setAt: number;
}

/** Whether a user still has the password that was looked at before, also when it was hashed again under another pepper since. */
export function isSamePassword(before: UserPassword | undefined, now: UserPassword | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return before.hash === now.hash || (before.setAt === now.setAt && before.pepperId !== now.pepperId);
}

/** Hashes passwords, few at a time. Never call it inside a transaction: it takes 50 ms and may have to wait. */
export interface PasswordHasher {
  /** Throws `overloaded`. */
  hash(userId: string, password: Password): Promise<StoredPassword>;
  /** Whether it was hashed under the current pepper. */
  isCurrent(stored: StoredPassword): boolean;
  /**
   * Whether it is the password. Takes equally long when there is none (`undefined`), and then it is not.
   * Throws `overloaded`.
   */
  isRight(userId: string, password: Password, stored: StoredPassword | undefined, turn: Turn): Promise<boolean>;
}

/**
 * One at a time: a process decides in one thread, and on a machine with two cores the other is free
 * for it. So some twenty people a second can sign in, and thirty wait for at most two seconds.
 */
const atOnce = 1;
const maxWaiting = 30;

export function createPasswordHasher(peppers: Peppers): PasswordHasher {
  const turns = createSemaphore({ atOnce, maxWaiting });
  const decoy: StoredPassword = { hash: decoyHash(), pepperId: peppers.currentId };

  async function hash(userId: string, password: Password): Promise<StoredPassword> {
    const pepperId = peppers.currentId;
    return { hash: await hashPassword(password, { userId, passwordKey: peppers.passwordKey(pepperId) }), pepperId };
  }

  return {
    hash: (userId, password) => turns.run(() => hash(userId, password), 'known'),

    isCurrent: ({ pepperId }) => pepperId === peppers.currentId,

    async isRight(userId, password, stored, turn) {
      return await turns.run(async () => {
        const { hash: expected, pepperId } = stored ?? decoy;
        const isSame = await isPasswordOf(expected, password, { userId, passwordKey: peppers.passwordKey(pepperId) });
        return isSame && stored !== undefined;
      }, turn);
    },
  };
}
