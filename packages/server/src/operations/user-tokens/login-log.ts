import type { KeyActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';

/** For how long further user tokens of a key, for the same account and from the same address, are no event. */
const intervalMs = 3_600_000;

/** Logins remembered at most; of more, those that were recorded first are recorded again. */
const maxRemembered = 10_000;

/**
 * Records that a key is given a user token for an account, milliseconds since 1970 until which it is good. Resolves
 * before the token may be handed out. Rejects with what `Storage.change` throws.
 */
export type RecordLogin = (actor: KeyActor, account: string, expiresAt: number) => Promise<void>;

/**
 * The logins of this process: an event of the key's owner for the first one in an hour from each address and for each
 * account, because some clients log in again for each request. How often they did is counted as use of the key.
 */
export function createLoginLog(context: OperationContext): RecordLogin {
  const recorded = new Map<string, number>();
  return async (actor, account, expiresAt) => {
    const now = context.clock();
    const login = `${actor.keyId} ${account} ${actor.source.address ?? ''}`;
    const last = recorded.get(login);
    if (last !== undefined && now - last < intervalMs) return;
    await runChange(context, async (tx) => {
      const key = await tx.findKeyByAppKey(actor.appKey);
      if (key === undefined) return { event: null, value: undefined };
      return {
        value: undefined,
        event: {
          action: 'user_token.issued',
          actor,
          accountId: key.accountId,
          subject: `key:${key.id}`,
          subjectName: key.label,
          before: null,
          after: { account, expiresAt: timeText(expiresAt) },
        },
      };
    });
    recorded.delete(login);
    recorded.set(login, now);
    const [oldest] = recorded.keys();
    if (recorded.size > maxRemembered && oldest !== undefined) recorded.delete(oldest);
  };
}
