import { randomBytes, randomUUID } from 'node:crypto';
import { type AccountSubjects, createSubjects, type Names, type OwnedAccount } from '../support/account-subjects.ts';
import { createInstallation, type Engine } from '../support/databases.ts';
import { accountPrefix, type DescribedOperation, readDescription } from '../support/described-operations.ts';
import { type RightRequest, rightRequest } from './right-requests.ts';

/** Two accounts, what is theirs, and a third that both have to do with. */
export interface TwoAccounts {
  readonly url: string;
  readonly operations: readonly DescribedOperation[];
  /** Of `lojaverde`, whose callers ask. */
  readonly own: AccountSubjects;
  /** Of `lojaazul`, which must not notice. */
  readonly other: AccountSubjects;
  /** An account that has nothing to do with anybody. */
  readonly bystander: OwnedAccount;
}

/** Starts a server on a new database of the engine. */
export async function openTwoAccounts(engine: Engine): Promise<TwoAccounts> {
  const installation = await createInstallation(engine);
  const open = async (name: string): Promise<OwnedAccount> => ({ name, owner: await installation.createAccount(name) });
  const [verde, azul, roxa] = [await open('lojaverde'), await open('lojaazul'), await open('lojaroxa')];
  const bystander = await open('lojacinza');
  const { url } = await installation.serve();
  const operations = (await readDescription(url)).filter(({ path }) => path.startsWith(accountPrefix));
  const [own, other] = [createSubjects(url, verde, roxa), createSubjects(url, azul, roxa)];
  // Roles are numbered in each account: with these, a role of the other account has a number that no role here has.
  for (let i = 0; i < 20; i++) await other.newRole();
  return { url, operations, own, other, bystander };
}

/** A right request of an account, and what must be out of its reach in the place of one of its ids. */
export interface Attempt {
  readonly operation: DescribedOperation;
  readonly request: RightRequest;
  readonly place: string;
  /** What it is, with the ways to name it: as many for each. */
  readonly hidden: Readonly<Record<string, Names>>;
}

/** Every operation × every id of it. */
export async function listAttempts(stage: TwoAccounts): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const operation of stage.operations) {
    const request = await rightRequest(operation.id, stage.own);
    for (const place of Object.keys(request.ids)) {
      // Of the installation, and not of an account: it says nothing of what was changed.
      if (place === 'revision') continue;
      attempts.push({ operation, request, place, hidden: await hiddenFrom(stage, operation, place, request) });
    }
  }
  return attempts;
}

async function hiddenFrom(
  stage: TwoAccounts,
  operation: DescribedOperation,
  place: string,
  request: RightRequest,
): Promise<Record<string, Names>> {
  const { own, other, bystander } = stage;
  /** With which the same request would succeed in the other account. */
  const fromOther = async () => (await rightRequest(operation.id, other)).ids[place] as Names;
  if (place === 'owner') return { 'an account without keys here': [bystander.name] };
  if (place === 'grantingAccount') {
    const asThere = createSubjects(stage.url, other.account, own.account);
    const key = request.ids.key as Names;
    await asThere.grant(key);
    await asThere.revoke(key);
    return { 'an account that gave nothing': [bystander.name], 'an account that took it back': [other.account.name] };
  }
  if (place === 'appKey') {
    const deleted = await other.key();
    await other.deleteKey(deleted);
    return { 'a key of its own': [(await own.key())[1] as string], 'a deleted key': [deleted[1] as string] };
  }
  if (place !== 'key') return { "another account's": await fromOther() };
  if (operation.path.includes('/external-keys/')) {
    const revoked = await own.externalKey();
    await own.revoke(revoked);
    return {
      'a key of its own': await own.key(),
      "another account's key": await other.key(),
      "another account's external key": await fromOther(),
      'an external key whose grant was revoked': revoked,
    };
  }
  const [granted, revoked] = [await fromOther(), await fromOther()];
  await own.grant(granted);
  await own.grant(revoked);
  await own.revoke(revoked);
  return {
    "another account's": await fromOther(),
    'an external key': granted,
    'an external key whose grant was revoked': revoked,
  };
}

/** An id of the same form and length that was never anything's. */
export function unknownLike(id: string): string {
  const [, kind, named] = /^([a-z]+:)(.+)$/.exec(id) ?? [];
  if (kind !== undefined && named !== undefined) return kind + unknownLike(named);
  if (/^[0-9]+$/.test(id)) return '9'.repeat(id.length);
  if (/^[0-9a-f]{32}$/.test(id)) return randomBytes(16).toString('hex');
  if (/^[0-9a-f-]{36}$/.test(id)) return randomUUID();
  if (/-[A-Z]{6}$/.test(id)) return id.replace(/[A-Z]{6}$/, 'QQZZQQ');
  return `x${id.slice(1)}`;
}
