import type { Kysely } from 'kysely';
import type { SigningKeyReader, SigningKeyWriter } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function signingKeyReader(db: Kysely<Tables>): SigningKeyReader {
  return {
    async listSigningKeys() {
      const rows = await db
        .selectFrom('signing_keys')
        .selectAll()
        .orderBy('signs_from', 'desc')
        .orderBy('kid')
        .execute();
      return rows.map(({ kid, public_key, pepper_id, nonce, ciphertext, created_at, signs_from, expires_at }) => ({
        kid,
        publicKey: public_key,
        pepperId: pepper_id,
        privateKey: nonce === null || ciphertext === null ? null : { nonce, ciphertext },
        createdAt: created_at,
        signsFrom: signs_from,
        expiresAt: expires_at,
      }));
    },
  };
}

export function signingKeyWriter(db: Kysely<Tables>, { revision }: ChangeStamp): SigningKeyWriter {
  return {
    async insertSigningKey({ kid, publicKey, pepperId, privateKey, createdAt, signsFrom, expiresAt }) {
      await db
        .insertInto('signing_keys')
        .values({
          kid,
          public_key: publicKey,
          pepper_id: pepperId,
          nonce: privateKey?.nonce ?? null,
          ciphertext: privateKey?.ciphertext ?? null,
          created_at: createdAt,
          signs_from: signsFrom,
          expires_at: expiresAt,
          revision,
        })
        .execute();
    },

    async endSigningKey(kid, { expiresAt, erase }) {
      await db
        .updateTable('signing_keys')
        .set({ expires_at: expiresAt, revision, ...(erase && { nonce: null, ciphertext: null }) })
        .where('kid', '=', kid)
        .execute();
    },
  };
}
