import { type Kysely, sql } from 'kysely';
import type { SessionReader, SessionWriter, SignInLog } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';
import { stampUser } from './users.ts';

/** On so many devices a user is known at a time. */
const maxDevices = 10;

export function sessionReader(db: Kysely<Tables>): SessionReader {
  return {
    async findSession(secretHash) {
      return await sessions(db).where('sessions.secret_hash', '=', secretHash).executeTakeFirst();
    },

    async findSessionById(id) {
      return await sessions(db).where('sessions.id', '=', id).executeTakeFirst();
    },

    async listSessions(userId) {
      return await sessions(db)
        .where('sessions.user_id', '=', userId)
        .orderBy('sessions.created_at', 'desc')
        .orderBy('sessions.id')
        .execute();
    },

    async isDeviceOf(userId, secretHash) {
      const row = await db
        .selectFrom('devices')
        .select('user_id')
        .where('secret_hash', '=', secretHash)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

export function sessionWriter(db: Kysely<Tables>, stamp: ChangeStamp): SessionWriter {
  return {
    async insertSession({ id, secretHash, userId, createdAt, lastSeenAt, expiresAt, address, userAgent }) {
      await db.deleteFrom('sessions').where('expires_at', '<=', createdAt).execute();
      await db
        .insertInto('sessions')
        .values({
          id,
          secret_hash: secretHash,
          user_id: userId,
          created_at: createdAt,
          last_seen_at: lastSeenAt,
          expires_at: expiresAt,
          address,
          user_agent: userAgent,
        })
        .execute();
    },

    async setSessionToken(id, tokenExpiresAt) {
      const { user_id } = await db
        .updateTable('sessions')
        .set({ token_expires_at: tokenExpiresAt })
        .where('id', '=', id)
        .returning('user_id')
        .executeTakeFirstOrThrow();
      await stampUser(db, stamp, user_id);
    },

    async deleteSession(id) {
      const session = await db.selectFrom('sessions').select('user_id').where('id', '=', id).executeTakeFirst();
      if (session === undefined) return false;
      await stampUser(db, stamp, session.user_id);
      await db.deleteFrom('sessions').where('id', '=', id).execute();
      return true;
    },

    async deleteSessionsOfUser(userId) {
      await stampUser(db, stamp, userId);
      await db.deleteFrom('sessions').where('user_id', '=', userId).execute();
    },

    async insertDevice({ secretHash, userId, createdAt }) {
      const known = await db
        .selectFrom('devices')
        .select('secret_hash')
        .where('user_id', '=', userId)
        .orderBy('created_at', 'desc')
        .execute();
      for (const { secret_hash } of known.slice(maxDevices - 1)) {
        await db.deleteFrom('devices').where('secret_hash', '=', secret_hash).execute();
      }
      await db
        .insertInto('devices')
        .values({ secret_hash: secretHash, user_id: userId, created_at: createdAt })
        .execute();
    },

    async deleteDevicesOfUser(userId) {
      await db.deleteFrom('devices').where('user_id', '=', userId).execute();
    },
  };
}

/** @param db its statements are transactions of their own */
export function signInLog(db: Kysely<Tables>): SignInLog {
  return {
    async takeAttempt(subject, now, { burst, intervalMs }) {
      await db.deleteFrom('attempts').where('spent_until', '<=', now).execute();
      const taken = await db
        .insertInto('attempts')
        .values({ subject, spent_until: now + intervalMs })
        .onConflict((conflict) =>
          conflict
            .column('subject')
            .doUpdateSet({
              spent_until: sql<number>`case when attempts.spent_until > ${now} then attempts.spent_until else ${now} end + ${intervalMs}`,
            })
            .where('attempts.spent_until', '<=', now + (burst - 1) * intervalMs),
        )
        .returning('subject')
        .executeTakeFirst();
      if (taken !== undefined) return null;
      const row = await db
        .selectFrom('attempts')
        .select('spent_until')
        .where('subject', '=', subject)
        .executeTakeFirst();
      return (row?.spent_until ?? now) - (burst - 1) * intervalMs;
    },

    async returnAttempt(subject, { intervalMs }) {
      await db
        .updateTable('attempts')
        .set((eb) => ({ spent_until: eb('spent_until', '-', intervalMs) }))
        .where('subject', '=', subject)
        .execute();
    },

    async setLastSeen(sessionId, at) {
      await db.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', sessionId).execute();
    },

    async replacePasswordHash(userId, oldHash, { hash, pepperId }) {
      await db
        .updateTable('passwords')
        .set({ hash, pepper_id: pepperId })
        .where('user_id', '=', userId)
        .where('hash', '=', oldHash)
        .execute();
    },
  };
}

function sessions(db: Kysely<Tables>) {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id', 'sessions.user_id as userId', 'users.email', 'sessions.created_at as createdAt'])
    .select(['sessions.last_seen_at as lastSeenAt', 'sessions.expires_at as expiresAt'])
    .select(['sessions.address', 'sessions.user_agent as userAgent', 'sessions.token_expires_at as tokenExpiresAt']);
}
