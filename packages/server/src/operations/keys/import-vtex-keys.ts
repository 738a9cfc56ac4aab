import { randomUUID } from 'node:crypto';
import { actorName, type OperatorActor } from '../../domain/actor.ts';
import type { AuditValue } from '../../domain/audit-event.ts';
import { automaticGrants } from '../../domain/catalogue/automatic-grants.ts';
import { findRoleTemplate } from '../../domain/catalogue/role-templates.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { findByName } from '../../domain/find-by-name.ts';
import { resourcesLimit, rolesLimit } from '../../domain/limits.ts';
import type { Role, RoleReference } from '../../domain/role.ts';
import type { ChangeOutcome, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { referencesTo } from '../find-roles.ts';
import { checkNoProblems, type ImportProblem } from '../import-problems.ts';
import { type Delivered, type Delivery, deliverToken } from '../links/deliver-token.ts';
import { authorizeInAccount } from '../rights.ts';
import { changeRole } from '../roles/change-role.ts';
import { createRole } from '../roles/create-role.ts';
import { runChange } from '../run-change.ts';
import { issueToken } from './issue-token.ts';
import { parseVtexSheet, placeOf, type SheetCells, type VtexKey } from './parse-vtex-sheet.ts';
import { readRoleCell } from './role-cell.ts';

/** How many keys one change takes in: a change keeps every other one waiting, and a crash loses the tokens of one. */
const chunkSize = 100;

export interface ImportVtexKeysInput<D extends Delivery> {
  /** Name of the account that will own the keys. */
  readonly account: string;
  /** The sheet of generated keys, its titles first. */
  readonly sheet: SheetCells;
  readonly delivery: D;
  /** Whether custom roles of the sheet get the rights that VTEX gave to their holders. */
  readonly withGrants: boolean;
  /** Only says what would happen. */
  readonly dryRun: boolean;
  /** Hears of keys as soon as they are in for good, for each has a token that nobody can show again. */
  readonly onAdded: (keys: readonly AddedVtexKey<D>[]) => void;
}

/** A key that was taken in, in the only answer that has its token or link. */
type AddedVtexKey<D extends Delivery> = Delivered<D> & {
  readonly row: number;
  readonly id: string;
  readonly appKey: string;
};

/** What is, or would be, different for it. */
export interface VtexImport {
  readonly added: readonly { readonly row: number; readonly appKey: string; readonly roles: readonly string[] }[];
  /** Taken in by an earlier import; they stay as they are now. */
  readonly unchanged: readonly { readonly row: number; readonly appKey: string }[];
  /** Predefined roles of the sheet that the account did not have. */
  readonly rolesAdded: readonly string[];
  /** Cells that name several roles, each once, and how they were read: names are told apart by what there is. */
  readonly readings: readonly { readonly cell: string; readonly roles: readonly string[] }[];
  /** Rights that VTEX gave to whoever has these roles. A predefined role keeps its resources. */
  readonly grants: readonly {
    readonly role: string;
    readonly resources: readonly string[];
    readonly isGiven: boolean;
  }[];
}

/** A key of the sheet, with the names that its cell of roles stands for. */
interface ReadKey extends VtexKey {
  readonly roles: readonly string[];
}

/** What there is to do, found without changing anything. */
interface Plan {
  readonly fresh: readonly ReadKey[];
  readonly unchanged: readonly VtexKey[];
  readonly readings: VtexImport['readings'];
  /** Names of templates. */
  readonly missing: readonly string[];
  /** Roles of the sheet that the account has. */
  readonly present: readonly Role[];
}

/**
 * Takes in the keys of VTEX's export with their key strings, labels, roles, dates and status. Their tokens are in no
 * export: each key gets a new one, which is told to `onAdded` once. Predefined roles come along; custom ones have to be there.
 *
 * The whole sheet is checked first. Then it goes in by changes of at most 100 keys: after a failure the same sheet goes on
 * where it stopped. A key that was taken in before stays as it is, and gets no other token.
 *
 * Throws `not_found`, and `invalid_request` that names the rows of everything that is wrong, such as a key string that another key has or had.
 */
export async function importVtexKeys<D extends Delivery>(
  context: OperationContext,
  actor: OperatorActor,
  input: ImportVtexKeysInput<D>,
): Promise<VtexImport> {
  const { account, withGrants, dryRun } = input;
  const keys = parseVtexSheet(input.sheet, context.clock());
  const plan = await context.storage.read((tx) => makePlan(context, tx, actor, input, keys));
  const grants = grantsFor(plan, withGrants);
  if (!dryRun) {
    for (const template of plan.missing) await createRole(context, actor, { account, template });
    await giveGrants(context, actor, account, plan.present, withGrants);
    for (let i = 0; i < plan.fresh.length; i += chunkSize) {
      const chunk = plan.fresh.slice(i, i + chunkSize);
      const { value } = await runChange(context, (tx, now) => importChunk(context, tx, now, actor, input, chunk));
      input.onAdded(value);
    }
  }
  return {
    added: plan.fresh.map(({ row, appKey, roles }) => ({ row, appKey, roles })),
    unchanged: plan.unchanged.map(({ row, appKey }) => ({ row, appKey })),
    rolesAdded: plan.missing,
    readings: plan.readings,
    grants,
  };
}

async function makePlan(
  context: OperationContext,
  tx: ReadTransaction,
  actor: OperatorActor,
  { account: accountName, withGrants }: Pick<ImportVtexKeysInput<Delivery>, 'account' | 'withGrants'>,
  keys: readonly VtexKey[],
): Promise<Plan> {
  const { account } = await authorizeInAccount(tx, context.clock(), actor, accountName, []);
  const roleOf = findByName(await tx.listRoles(account.id));
  const isName = (name: string) => roleOf(name) !== undefined || findRoleTemplate(name) !== undefined;
  const problems: ImportProblem[] = [];
  const missing = new Set<string>();
  const present = new Set<Role>();
  const isUnchanged = new Set<number>();
  const readings = new Map<string, readonly string[]>();
  const read: ReadKey[] = [];
  for (const key of keys) {
    const cell = readRoleCell(key.roleCell, isName);
    if ('problem' in cell) problems.push({ field: placeOf(key.row, 'roles'), text: explained(cell.problem) });
    const names = 'names' in cell ? cell.names : [];
    for (const name of names) {
      const role = roleOf(name);
      if (role === undefined) missing.add(name);
      else present.add(role);
    }
    if (new Set(names.map((name) => roleOf(name) ?? findRoleTemplate(name))).size > rolesLimit.most) {
      problems.push({ field: placeOf(key.row, 'roles'), text: `are more than ${rolesLimit.most}, which is the most.` });
    }
    if (names.length > 1) readings.set(key.roleCell.trim(), names);
    read.push({ ...key, roles: names });
    if (await isThere(tx, account.id, key)) isUnchanged.add(key.row);
    else if (await tx.isAppKeyTaken(key.appKey)) {
      const text = `is ${key.appKey}, which another key has, or had before that was deleted.`;
      problems.push({ field: placeOf(key.row, 'keyName'), text });
    }
  }
  for (const role of withGrants ? present : []) {
    if (role.kind !== 'custom' || withGrantsOf(role).length <= resourcesLimit.most) continue;
    const text = `would hold ${withGrantsOf(role).length} resources with what VTEX gave to it, and ${resourcesLimit.most} is the most.`;
    problems.push({ field: `the role ${JSON.stringify(role.name)}`, text });
  }
  checkNoProblems(problems);
  const unchanged = keys.filter(({ row }) => isUnchanged.has(row));
  const fresh = read.filter((key) => !isUnchanged.has(key.row));
  const cells = [...readings].map(([cell, roles]) => ({ cell, roles }));
  return { fresh, unchanged, readings: cells, missing: [...missing], present: [...present] };
}

/** An unknown name is mostly a custom role. */
function explained(problem: string): string {
  return problem.startsWith('has ')
    ? `${problem} An export does not say what a custom role holds: create it first.`
    : problem;
}

async function isThere(tx: ReadTransaction, accountId: number, { appKey, createdAt }: VtexKey): Promise<boolean> {
  const key = await tx.findKeyByAppKey(appKey);
  return key?.accountId === accountId && key.createdAt === createdAt;
}

function grantsFor({ missing, present }: Plan, withGrants: boolean): VtexImport['grants'] {
  const templates = missing.flatMap((name) => findRoleTemplate(name) ?? []);
  const roles = [...present, ...templates.map((template) => ({ ...template, kind: 'predefined' as const }))];
  return roles.flatMap((role) => {
    const resources = automaticGrants(role);
    return resources.length === 0
      ? []
      : [{ role: role.name, resources, isGiven: withGrants && role.kind === 'custom' }];
  });
}

async function giveGrants(
  context: OperationContext,
  actor: OperatorActor,
  account: string,
  roles: readonly Role[],
  withGrants: boolean,
): Promise<void> {
  for (const role of withGrants ? roles.filter(({ kind }) => kind === 'custom') : []) {
    await changeRole(context, actor, { account, role: role.id, resources: withGrantsOf(role) });
  }
}

/** Resources of a custom role with those that VTEX gave to whoever has it, each once. */
function withGrantsOf(role: Role): string[] {
  return [...new Set([...role.resources, ...automaticGrants(role)])];
}

async function importChunk<D extends Delivery>(
  context: OperationContext,
  tx: WriteTransaction,
  now: number,
  actor: OperatorActor,
  { account: accountName, delivery }: ImportVtexKeysInput<D>,
  chunk: readonly ReadKey[],
): Promise<ChangeOutcome<AddedVtexKey<D>[]>> {
  const { account } = await authorizeInAccount(tx, now, actor, accountName, []);
  const roleOf = findByName(await tx.listRoles(account.id));
  const added: AddedVtexKey<D>[] = [];
  const audited: AuditValue[] = [];
  for (const key of chunk) {
    const { row, appKey, label, createdAt, isActive } = key;
    const roles = rolesOf(key, roleOf);
    const id = randomUUID();
    const token = issueToken(context, id, 'current', now);
    const roleIds = roles.map((role) => role.id);
    const stored = { id, appKey, accountId: account.id, label, createdAt, createdBy: actorName(actor), roleIds };
    await tx.insertKey({ ...stored, token: token.stored });
    if (!isActive) await tx.updateKey(id, { isActive });
    const { answer, audited: link } = await deliverToken(context, tx, delivery, id, token);
    added.push({ row, id, appKey, ...answer });
    audited.push({ id, appKey, label, isActive, roles: referencesTo(roles), ...link });
  }
  return {
    value: added,
    event: {
      action: 'keys.imported',
      actor,
      accountId: account.id,
      subject: 'keys',
      before: null,
      after: { keys: audited },
    },
  };
}

/** A role that was there a moment ago may be gone: then nothing of the chunk is taken in. */
function rolesOf({ row, roles }: ReadKey, roleOf: (name: string) => Role | undefined): RoleReference[] {
  const found = roles.map((name) => {
    const role = roleOf(name);
    if (role !== undefined) return role;
    throw new ChaveiroError('invalid_request', `${placeOf(row, 'roles')} has a role that was deleted meanwhile.`);
  });
  return [...new Set(found)].toSorted((a, b) => a.id - b.id);
}
