import type { IncomingMessage } from 'node:http';
import type { Revision } from '#engine';
import type { Receipts } from '../operations/nodes/receipts.ts';

const longestWaitSeconds = 10;

/** For how many seconds a client wants to wait for all nodes (RFC 7240, section 4.3); 0 when it does not. */
function wantedSeconds(prefer: string): number {
  for (const preference of prefer.split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), longestWaitSeconds);
  }
  return 0;
}

/**
 * Waits as long as the client wants for all nodes to decide by its change, and says what that came to. Nothing is said where
 * nobody asks, or where nothing was changed.
 */
export async function receiptHeaders(
  receipts: Receipts,
  { method, headers: { prefer = '' } }: IncomingMessage,
  revision: Revision | undefined,
): Promise<Readonly<Record<string, string>>> {
  const wanted = wantedSeconds(Array.isArray(prefer) ? prefer.join(',') : prefer);
  if (wanted === 0 || revision === undefined || method === 'GET' || method === 'HEAD') return {};
  const { nodes, applied, ms } = await receipts.wait(revision, wanted * 1_000);
  return {
    'Preference-Applied': `wait=${wanted}`,
    'Chaveiro-Receipt': `nodes=${nodes}, applied=${applied}, ms=${ms}`,
  };
}
