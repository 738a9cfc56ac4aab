import { systemActor } from '../../domain/actor.ts';
import { findSigner, generateSigningKey, type SigningKey } from '../../domain/signing-key.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';

/** The key to sign with. Made when there is none; of several processes that need the first one at once, one makes it. */
export async function getSigner(context: OperationContext): Promise<SigningKey> {
  const known = await context.storage.read((tx) => tx.listSigningKeys());
  return findSigner(known, context.clock()) ?? (await makeFirst(context));
}

async function makeFirst(context: OperationContext): Promise<SigningKey> {
  const now = context.clock();
  // Before the change: a pair of keys takes longer than others should wait for.
  const made = generateSigningKey(context.peppers, now, now);
  const { value } = await runChange(context, async (tx) => {
    const other = findSigner(await tx.listSigningKeys(), now);
    if (other !== undefined) return { event: null, value: other };
    await tx.insertSigningKey(made);
    return {
      value: made,
      event: {
        action: 'signing_key.created',
        actor: systemActor,
        accountId: null,
        subject: `signing-key:${made.kid}`,
        before: null,
        after: { kid: made.kid },
      },
    };
  });
  return value;
}
