import { ChaveiroError } from '../../domain/errors.ts';
import { checkNoProblems, type ImportProblem, isJsonObject, unknownFields } from '../../operations/import-problems.ts';

/** A key of a seed. With `appToken` both halves are as the file has them, otherwise Chaveiro makes them. */
export interface SeedKey {
  readonly label: string;
  /** Names of roles of the account, or of predefined ones. */
  readonly roles: readonly string[];
  readonly appKey?: string;
  readonly appToken?: string;
  readonly isActive: boolean;
}

interface SeedRole {
  readonly name: string;
  readonly resources: readonly string[];
}

interface SeedUser {
  readonly email: string;
  readonly roles: readonly string[];
}

/** An account with what is in it. */
export interface SeedAccount {
  readonly name: string;
  readonly owner: string;
  readonly roles: readonly SeedRole[];
  readonly users: readonly SeedUser[];
  readonly keys: readonly SeedKey[];
}

/** What an ephemeral server begins with. */
export interface Seed {
  readonly accounts: readonly SeedAccount[];
}

type Report = (field: string, text: string) => void;

/** Reads a seed from parsed JSON. Throws one `invalid_request` that names every place that is wrong. */
export function parseSeed(input: unknown): Seed {
  const problems: ImportProblem[] = [];
  const report: Report = (field, text) => problems.push({ field, text });
  const [seed] = objects([input], 'seed', ['accounts'], report);
  const accounts = objects(seed?.accounts, 'accounts', ['name', 'owner', 'roles', 'users', 'keys'], report);
  const parsed = accounts.map((account, i) => parseAccount(account, `accounts[${i}]`, report));
  checkNoProblems(problems);
  return { accounts: parsed };
}

function parseAccount(account: Record<string, unknown>, at: string, report: Report): SeedAccount {
  const { roles = [], users = [], keys = [], owner = 'owner@example.com' } = account;
  return {
    name: text(account.name, `${at}.name`, report),
    owner: text(owner, `${at}.owner`, report),
    roles: objects(roles, `${at}.roles`, ['name', 'resources'], report).map((role, i) => ({
      name: text(role.name, `${at}.roles[${i}].name`, report),
      resources: texts(role.resources, `${at}.roles[${i}].resources`, report),
    })),
    users: objects(users, `${at}.users`, ['email', 'roles'], report).map((user, i) => ({
      email: text(user.email, `${at}.users[${i}].email`, report),
      roles: texts(user.roles ?? [], `${at}.users[${i}].roles`, report),
    })),
    keys: objects(keys, `${at}.keys`, ['label', 'roles', 'appKey', 'appToken', 'isActive'], report).map((key, i) =>
      parseKey(key, `${at}.keys[${i}]`, report),
    ),
  };
}

function parseKey(key: Record<string, unknown>, at: string, report: Report): SeedKey {
  const { label = 'seed', roles = [], appKey, appToken, isActive = true } = key;
  if ((appKey === undefined) !== (appToken === undefined))
    report(at, 'has to have both appKey and appToken, or neither.');
  if (appToken !== undefined && (typeof appToken !== 'string' || !/^[\x21-\x7e]{20,256}$/.test(appToken))) {
    report(`${at}.appToken`, 'has to be 20 to 256 visible ASCII characters.');
  }
  if (typeof isActive !== 'boolean') report(`${at}.isActive`, 'has to be true or false.');
  return {
    label: text(label, `${at}.label`, report),
    roles: texts(roles, `${at}.roles`, report),
    isActive: isActive === true,
    ...(appKey === undefined ? {} : { appKey: text(appKey, `${at}.appKey`, report), appToken: String(appToken) }),
  };
}

/** Throws for what cannot be gone through at all; reports what can. */
function objects(
  value: unknown,
  at: string,
  known: readonly string[],
  report: Report,
): readonly Record<string, unknown>[] {
  if (!Array.isArray(value) || !value.every(isJsonObject)) {
    throw new ChaveiroError(
      'invalid_request',
      `"${at}" has to be ${at === 'seed' ? 'an object' : 'a list of objects'}.`,
      {
        field: at,
      },
    );
  }
  for (const [i, entry] of value.entries()) {
    for (const name of unknownFields(entry, known)) {
      report(`${at}[${i}].${name}`, `is no field here. There are ${known.join(', ')}.`);
    }
  }
  return value;
}

function text(value: unknown, at: string, report: Report): string {
  if (typeof value === 'string' && value !== '') return value;
  report(at, 'has to be a text.');
  return '';
}

function texts(value: unknown, at: string, report: Report): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  report(at, 'has to be a list of texts.');
  return [];
}
