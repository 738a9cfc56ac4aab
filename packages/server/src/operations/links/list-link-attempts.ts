import type { Actor } from '../../domain/actor.ts';
import { parseAuditRecord } from '../../domain/audit-record.ts';
import type { OperationContext } from '../context.ts';
import { getKey } from '../keys/get-key.ts';
import { authorizeInAccount } from '../rights.ts';

export interface ListLinkAttemptsInput {
  /** Name of the account that owns the key. */
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

/** Somebody tried to open a single-access link to a token of a key. */
export interface LinkAttemptView {
  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
  /** Whether this is who got the token; of refusals, at most one a minute is kept for each link. */
  readonly outcome: 'opened' | 'refused';
  /** From where, as far as it is known. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** How many attempts are told: links live for a day, so that older ones matter to nobody but an auditor. */
const maxAttempts = 20;

/**
 * Who has opened the links to a key's tokens, or tried to, newest first, the last twenty: so that who issued a link
 * can see that the right one has the token. Read from the audit log, until its retention erases them; it takes no right
 * to see that log. Needs ViewApiKeys or RenewApiToken.
 *
 * Throws `not_found` and what `authorizeInAccount` throws.
 */
export async function listLinkAttempts(
  context: OperationContext,
  actor: Actor,
  input: ListLinkAttemptsInput,
): Promise<readonly LinkAttemptView[]> {
  return await context.storage.read(async (tx) => {
    const accepted = ['ViewApiKeys', 'RenewApiToken'] as const;
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const { id } = await getKey(tx, account.id, input.key);
    const list = async (outcome: LinkAttemptView['outcome']) => {
      const { contents } = await tx.listAuditEvents({
        accountId: account.id,
        action: `link.${outcome}`,
        subject: `key:${id}`,
        order: 'desc',
        limit: maxAttempts,
      });
      return contents.map((content) => {
        const { at, source } = parseAuditRecord(content);
        return { at, outcome, address: source.address ?? null, userAgent: source.userAgent ?? null };
      });
    };
    const attempts = [...(await list('opened')), ...(await list('refused'))];
    return attempts.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, maxAttempts);
  });
}
