import type { Actor } from '../../domain/actor.ts';
import { checkRolesGivenToExternal } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { ExternalKey } from '../../domain/external-key.ts';
import type { Role } from '../../domain/role.ts';
import { parseNote } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { areSameRoles, findWantedRoles, idsOf, referencesTo } from '../find-roles.ts';
import { type AccountAccess, authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import type { Wanted } from '../wanted.ts';
import { noRoles } from './add-external-key.ts';
import { type ExternalKeyView, viewOfExternalKey } from './external-key-view.ts';
import { getExternalKey } from './get-external-key.ts';
import { parseExpiry } from './parse-expiry.ts';

/** What is absent stays as it is. */
export interface ChangeExternalKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  /** The roles that the key is to have in this account, at least one. */
  readonly roleIds?: Wanted<number> | undefined;
  /** `null` for none. */
  readonly note?: string | null | undefined;
  /** When the key loses the roles, ISO 8601; `null` for never. */
  readonly expiresAt?: string | null | undefined;
  readonly ifVersion?: ExpectedVersions;
}

/** What really becomes different. */
interface ExternalKeyChange {
  roles?: readonly Role[];
  note?: string | null;
  expiresAt?: number | null;
}

/**
 * Changes roles, note and end of a grant to a key of another account, all at once or nothing. Needs
 * EditApiKeys, and Owner to add roles that hold management rights, or to let the key have such roles
 * for longer. Nothing different: no change and no event.
 *
 * Throws `changed_meanwhile`, `external_key_deleted` when the owner has deleted the key, `own_rights` when a key changes
 * what it may do itself, `above_own_rights`, `invalid_request`, `not_found`, and what `authorizeInAccount`
 * throws.
 */
export async function changeExternalKey(
  context: OperationContext,
  actor: Actor,
  input: ChangeExternalKeyInput,
): Promise<Changed<ExternalKeyView>> {
  const note = typeof input.note === 'string' ? parseNote(input.note) : input.note;
  return await runChange(context, async (tx, now) => {
    const expiresAt = typeof input.expiresAt === 'string' ? parseExpiry(input.expiresAt, now) : input.expiresAt;
    const entrance = await authorizeInAccount(
      tx,
      now,
      actor,
      input.account,
      acceptedResources(context, 'changeExternalKey'),
    );
    const { account } = entrance;
    const key = await getExternalKey(tx, account.id, input.key);
    checkVersion(input.ifVersion, viewOfExternalKey(key));
    if (key.status === 'deleted_by_owner') {
      throw new ChaveiroError(
        'external_key_deleted',
        `${key.owner} has deleted ${key.appKey}: it can only be removed.`,
      );
    }
    const change = await differences(tx, key, { roleIds: input.roleIds, note, expiresAt });
    if (Object.keys(change).length === 0) return { event: null, value: viewOfExternalKey(key) };
    await checkChange(tx, actor, entrance, key, change);

    const roleIds = idsOf(change.roles ?? key.roles);
    const { addedAt, addedBy } = key;
    const ends = { note: key.note, expiresAt: key.expiresAt, ...change };
    const grant = { accountId: account.id, keyId: key.id, roleIds, addedAt, addedBy };
    await tx.putGrant({ ...grant, note: ends.note, expiresAt: ends.expiresAt });
    // A note is between those who wrote it: the owner hears of what the key may do.
    const isVisibleToOwner = change.roles !== undefined || change.expiresAt !== undefined;
    const told = { appKey: key.appKey };
    return {
      value: viewOfExternalKey(await getExternalKey(tx, account.id, key.id)),
      event: {
        action: 'external_key.changed',
        actor,
        accountId: account.id,
        subject: `key:${key.id}`,
        subjectName: key.appKey,
        ...beforeAndAfter(key, change),
        alsoVisibleTo: isVisibleToOwner ? [{ accountId: key.ownerId, before: told, after: told }] : [],
      },
    };
  });
}

async function differences(
  tx: ReadTransaction,
  key: ExternalKey,
  wanted: {
    roleIds: Wanted<number> | undefined;
    note: string | null | undefined;
    expiresAt: number | null | undefined;
  },
): Promise<ExternalKeyChange> {
  const change: ExternalKeyChange = {};
  if (wanted.note !== undefined && wanted.note !== key.note) change.note = wanted.note;
  if (wanted.expiresAt !== undefined && wanted.expiresAt !== key.expiresAt) change.expiresAt = wanted.expiresAt;
  if (wanted.roleIds !== undefined) {
    const roles = await findWantedRoles(tx, key.accountId, key.roles, wanted.roleIds);
    if (roles.length === 0) throw noRoles();
    if (!areSameRoles(roles, key.roles)) change.roles = roles;
  }
  return change;
}

async function checkChange(
  tx: ReadTransaction,
  actor: Actor,
  { account, rights }: AccountAccess,
  key: ExternalKey,
  change: ExternalKeyChange,
): Promise<void> {
  const isAboutRights = change.roles !== undefined || change.expiresAt !== undefined;
  if (isAboutRights && actor.type === 'key' && actor.keyId === key.id) {
    throw new ChaveiroError('own_rights', 'A key cannot change what it may do itself: somebody else has to.');
  }
  const had = idsOf(key.roles);
  const roles = change.roles ?? (await tx.findRoles(account.id, had));
  // What it would have lost, or has lost already, is given again with the time.
  const given = isProlonged(key, change) ? roles : roles.filter((role) => !had.includes(role.id));
  checkRolesGivenToExternal(rights, given);
}

function isProlonged(key: ExternalKey, { expiresAt }: ExternalKeyChange): boolean {
  if (expiresAt === undefined || key.expiresAt === null) return false;
  return expiresAt === null || expiresAt > key.expiresAt;
}

/** Only what became different, under the names that answers use. */
function beforeAndAfter(key: ExternalKey, { roles, note, expiresAt }: ExternalKeyChange) {
  const text = (time: number | null) => (time === null ? null : timeText(time));
  const { appKey } = key;
  return {
    before: {
      appKey,
      ...(roles === undefined ? {} : { roles: referencesTo(key.roles) }),
      ...(note === undefined ? {} : { note: key.note }),
      ...(expiresAt === undefined ? {} : { expiresAt: text(key.expiresAt) }),
    },
    after: {
      appKey,
      ...(roles === undefined ? {} : { roles: referencesTo(roles) }),
      ...(note === undefined ? {} : { note }),
      ...(expiresAt === undefined ? {} : { expiresAt: text(expiresAt) }),
    },
  };
}
