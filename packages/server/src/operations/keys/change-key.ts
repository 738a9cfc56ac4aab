import type { Actor } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import { checkCredentialObtained, checkRolesGiven } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Role } from '../../domain/role.ts';
import { parseLabel } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { alsoVisibleToGranting } from '../external-keys/also-visible-to.ts';
import { areSameRoles, findWantedRoles, idsOf, referencesTo } from '../find-roles.ts';
import { type AccountAccess, authorizeInAccount } from '../rights.ts';
import { runOrTryChange } from '../run-or-try-change.ts';
import { type Evidence, readEvidence } from '../usage/evidence.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import type { Wanted } from '../wanted.ts';
import { checkNotByOldToken, isSelf } from './check-own-tokens.ts';
import { findRolesAtHome, findRolesElsewhere } from './find-key-roles.ts';
import { getKey } from './get-key.ts';
import { type KeyView, viewOfKey } from './key-view.ts';

/** What is absent stays as it is. */
export interface ChangeKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  readonly label?: string | undefined;
  /** The roles that the key is to have in its own account. */
  readonly roleIds?: Wanted<number> | undefined;
  readonly isActive?: boolean | undefined;
  /** Only answers what would happen. */
  readonly dryRun?: boolean | undefined;
  readonly ifVersion?: ExpectedVersions;
}

export interface ChangedKeyView extends KeyView {
  /** How the key was used until then, when it was to be deactivated or to lose a role; otherwise `null`. */
  readonly evidence: Evidence | null;
}

/** What really becomes different. */
interface KeyChange {
  label?: string;
  isActive?: boolean;
  roles?: readonly Role[];
}

/**
 * Changes label, roles and status of a generated key, all at once or nothing. Needs EditApiKeys; the
 * ceiling for roles that are added and for activating. Nothing different: no change and no event.
 *
 * Throws `changed_meanwhile`, `invalid_request` for a bad label or an unknown role, `above_own_rights`, `own_rights` when
 * a key changes its own roles, `own_renewal` when it deactivates itself with its old token, `not_found`, and what `authorizeInAccount` throws.
 */
export async function changeKey(
  context: OperationContext,
  actor: Actor,
  input: ChangeKeyInput,
): Promise<Changed<ChangedKeyView>> {
  const label = input.label === undefined ? undefined : parseLabel(input.label);
  return await runOrTryChange(context, input.dryRun, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, acceptedResources(context, 'changeKey'));
    const { account } = entrance;
    const key = await getKey(tx, account.id, input.key);
    checkVersion(input.ifVersion, viewOfKey(key, account, now));
    const change = await differences(tx, key, { ...input, label });
    const takesAway = input.isActive === false || losesRole(key, change);
    const evidence = takesAway ? await readEvidence(tx, key, now) : null;
    const answer = (after: ApiKey) => ({ ...viewOfKey(after, account, now), evidence });
    if (Object.keys(change).length === 0) return { event: null, value: answer(key) };
    await checkChange(tx, now, actor, entrance, key, change);
    await store(tx, key, change);
    return {
      value: answer({ ...key, ...change }),
      event: {
        action: actionOf(change),
        actor,
        accountId: account.id,
        subject: `key:${key.id}`,
        subjectName: key.label,
        ...beforeAndAfter(key, change),
        alsoVisibleTo: await alsoVisibleByStatus(tx, key, change),
      },
    };
  });
}

async function differences(
  tx: ReadTransaction,
  key: ApiKey,
  { label, isActive, roleIds }: Pick<ChangeKeyInput, 'label' | 'isActive' | 'roleIds'>,
): Promise<KeyChange> {
  const change: KeyChange = {};
  if (label !== undefined && label !== key.label) change.label = label;
  if (isActive !== undefined && isActive !== key.isActive) change.isActive = isActive;
  if (roleIds !== undefined) {
    const roles = await findWantedRoles(tx, key.accountId, key.roles, roleIds);
    if (!areSameRoles(roles, key.roles)) change.roles = roles;
  }
  return change;
}

function losesRole(key: ApiKey, { roles }: KeyChange): boolean {
  const kept = roles && idsOf(roles);
  return kept !== undefined && key.roles.some((role) => !kept.includes(role.id));
}

async function checkChange(
  tx: ReadTransaction,
  now: number,
  actor: Actor,
  entrance: AccountAccess,
  key: ApiKey,
  change: KeyChange,
): Promise<void> {
  const { rights } = entrance;
  if (change.isActive === false) checkNotByOldToken(actor, entrance, key.id, 'deactivate');
  if (change.roles !== undefined) {
    if (isSelf(actor, key.id)) {
      throw new ChaveiroError('own_rights', 'A key cannot change its own roles: somebody else has to.');
    }
    const had = new Set(key.roles.map((role) => role.id));
    checkRolesGiven(
      rights,
      change.roles.filter((role) => !had.has(role.id)),
    );
  }
  if (change.isActive === true) {
    const here = change.roles ?? (await findRolesAtHome(tx, key));
    checkCredentialObtained(rights, [...here, ...(await findRolesElsewhere(tx, now, key))], 'activate');
  }
}

async function store(tx: WriteTransaction, key: ApiKey, { roles, ...columns }: KeyChange): Promise<void> {
  if (Object.keys(columns).length > 0) await tx.updateKey(key.id, columns);
  if (roles === undefined) return;
  const grant = await tx.findGrant(key.accountId, key.id);
  if (grant === undefined) throw new ChaveiroError('internal', `The key ${key.id} has no grant in its own account.`);
  await tx.putGrant({ ...grant, roleIds: idsOf(roles) });
}

/** Other accounts are concerned by the status alone. */
async function alsoVisibleByStatus(tx: ReadTransaction, key: ApiKey, { isActive }: KeyChange) {
  if (isActive === undefined) return [];
  return await alsoVisibleToGranting(tx, key, isActive ? 'inactive' : 'active', isActive ? 'active' : 'inactive');
}

/** A change of status is what people look for later, whatever else came with it. */
function actionOf({ isActive }: KeyChange): AuditAction {
  if (isActive === undefined) return 'key.changed';
  return isActive ? 'key.activated' : 'key.deactivated';
}

/** Only what became different, under the names that answers use. */
function beforeAndAfter(key: ApiKey, { roles, ...columns }: KeyChange) {
  const before = {
    ...(columns.label === undefined ? {} : { label: key.label }),
    ...(columns.isActive === undefined ? {} : { isActive: key.isActive }),
    ...(roles === undefined ? {} : { roles: referencesTo(key.roles) }),
  };
  const after = { ...columns, ...(roles === undefined ? {} : { roles: referencesTo(roles) }) };
  return { before, after };
}
