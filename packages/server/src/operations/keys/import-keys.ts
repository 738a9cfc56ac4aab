import { randomUUID, timingSafeEqual } from 'node:crypto';
import { type Actor, actorName, type OperatorActor } from '../../domain/actor.ts';
import type { AuditValue } from '../../domain/audit-event.ts';
import { findByName } from '../../domain/find-by-name.ts';
import { rolesLimit } from '../../domain/limits.ts';
import type { Role } from '../../domain/role.ts';
import type { Changed, ChangeOutcome, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { referencesTo } from '../find-roles.ts';
import { checkNoProblems, type ImportProblem } from '../import-problems.ts';
import { runChange } from '../run-change.ts';
import { storeDigest, storedHashOf } from './issue-token.ts';
import { type KeyToImport, parseImportedKeys } from './parse-imported-keys.ts';

/** How many keys one change imports: a change keeps every other one waiting. */
const chunkSize = 1000;

export interface KeyImport {
  /** Keys that did not exist. */
  readonly added: number;
  /** Keys that were imported before; they stay as they are now. */
  readonly unchanged: number;
}

/** A key that is not there yet, with what it refers to. */
interface FreshKey {
  readonly entry: KeyToImport;
  readonly accountId: number;
  readonly roles: readonly Role[];
}

/**
 * Takes in keys from elsewhere by the digests of their tokens, so that nobody has to change a
 * credential. They are active at once.
 *
 * The whole file is checked first. It goes in by changes of at most 1,000 keys of one account: if one of
 * these fails, importing the file again goes on where it stopped. A key that was imported before stays
 * as it is, also when it was changed or renewed since.
 *
 * Throws `invalid_request` that names the place of everything that is wrong in the file, such as a key string that
 * another key has or had.
 */
export async function importKeys(
  context: OperationContext,
  actor: OperatorActor,
  input: { readonly keys: unknown },
): Promise<Changed<KeyImport>> {
  const keys = parseImportedKeys(input.keys, context.clock());
  const chunks = [...Map.groupBy(keys, ({ account }) => account).values()].flatMap(inChunks);
  const problems: ImportProblem[] = [];
  for (const chunk of chunks) {
    await context.storage.read(async (tx) => await findFresh(context, tx, chunk, problems));
  }
  checkNoProblems(problems);

  let added = 0;
  let revision = await context.storage.readRevision();
  for (const chunk of chunks) {
    const changed = await runChange(context, async (tx) => await importChunk(context, tx, actor, chunk));
    added += changed.value;
    revision = changed.revision;
  }
  return { value: { added, unchanged: keys.length - added }, revision };
}

function inChunks(keys: readonly KeyToImport[]): (readonly KeyToImport[])[] {
  const count = Math.ceil(keys.length / chunkSize);
  return Array.from({ length: count }, (_, i) => keys.slice(i * chunkSize, (i + 1) * chunkSize));
}

/** The keys of a chunk that are not there yet; what speaks against the others is added to `problems`. */
async function findFresh(
  context: OperationContext,
  tx: ReadTransaction,
  chunk: readonly KeyToImport[],
  problems: ImportProblem[],
): Promise<FreshKey[]> {
  const name = chunk[0]?.account ?? '';
  const account = await tx.findAccountByName(name);
  if (account === undefined) {
    problems.push(
      ...chunk.map(({ field }) => ({ field: `${field}.account`, text: `is "${name}", which does not exist.` })),
    );
    return [];
  }
  const roles = await tx.listRoles(account.id);
  const roleOf = findByName(roles);
  const byId = new Map(roles.map((role) => [role.id, role]));
  const fresh: FreshKey[] = [];
  for (const entry of chunk) {
    const found = entry.roles.map((role) => (typeof role === 'string' ? roleOf(role) : byId.get(role)));
    const missing = entry.roles.filter((_, i) => found[i] === undefined);
    if (missing.length > 0) {
      const names = missing.map((role) => JSON.stringify(role)).join(', ');
      problems.push({ field: `${entry.field}.roles`, text: `name ${names}, which is no role of ${name}.` });
    } else if (new Set(found).size > rolesLimit.most) {
      problems.push({ field: `${entry.field}.roles`, text: `are more than ${rolesLimit.most}, which is the most.` });
    } else if (!(await tx.isAppKeyTaken(entry.appKey))) {
      fresh.push({
        entry,
        accountId: account.id,
        roles: [...new Set(found as Role[])].toSorted((a, b) => a.id - b.id),
      });
    } else if (!(await isImported(context, tx, account.id, entry))) {
      problems.push({
        field: `${entry.field}.appKey`,
        text: 'is the key string of another key, or was before that was deleted.',
      });
    }
  }
  return fresh;
}

/** Whether the key is there from an earlier import. After a renewal its first token may be gone. */
async function isImported(
  { peppers }: OperationContext,
  tx: ReadTransaction,
  accountId: number,
  { appKey, createdAt, digest }: KeyToImport,
): Promise<boolean> {
  const key = await tx.findKeyByAppKey(appKey);
  if (key === undefined || key.accountId !== accountId || key.createdAt !== createdAt) return false;
  const tokens = await tx.listImportedTokens(key.id);
  const isSame = ({ id, pepperId, storedHash }: (typeof tokens)[number]) =>
    timingSafeEqual(storedHashOf(peppers, { keyId: key.id, id, pepperId }, digest), storedHash);
  return tokens.length === 0 || tokens.some(isSame);
}

/** @returns how many keys were added */
async function importChunk(
  context: OperationContext,
  tx: WriteTransaction,
  actor: Actor,
  chunk: readonly KeyToImport[],
): Promise<ChangeOutcome<number>> {
  const problems: ImportProblem[] = [];
  const fresh = await findFresh(context, tx, chunk, problems);
  checkNoProblems(problems);
  const [first] = fresh;
  if (first === undefined) return { event: null, value: 0 };
  const added: AuditValue[] = [];
  for (const { entry, accountId, roles } of fresh) {
    const { appKey, label, createdAt, digest } = entry;
    const id = randomUUID();
    const token = storeDigest(context.peppers, id, digest, { role: 'current', isImported: true, createdAt });
    const roleIds = roles.map((role) => role.id);
    await tx.insertKey({ id, appKey, accountId, label, createdAt, createdBy: actorName(actor), roleIds, token });
    added.push({ id, appKey, label, isActive: true, roles: referencesTo(roles) });
  }
  return {
    value: added.length,
    event: {
      action: 'keys.imported',
      actor,
      accountId: first.accountId,
      subject: 'keys',
      before: null,
      after: { keys: added },
    },
  };
}
