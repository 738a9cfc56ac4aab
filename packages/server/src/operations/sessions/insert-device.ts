import { generateSecret } from '../../domain/secret.ts';
import type { WriteTransaction } from '../../storage/storage.ts';

/** Makes a device known as the user's; answers the secret by which it is recognised. */
export async function insertDevice(tx: WriteTransaction, userId: string, now: number): Promise<string> {
  const { plain, hash } = generateSecret();
  await tx.insertDevice({ secretHash: hash, userId, createdAt: now });
  return plain;
}
