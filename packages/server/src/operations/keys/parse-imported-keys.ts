import { isAccountName } from '../../domain/account.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyString } from '../../domain/key-string.ts';
import { parseTime } from '../../domain/parse-time.ts';
import { secretIn } from '../../domain/secret-in-text.ts';
import { maxLabelLength, readShortText } from '../../domain/short-text.ts';
import { checkNoProblems, type ImportProblem, isJsonObject, unknownFields } from '../import-problems.ts';

/** A key from elsewhere, as a file has it, checked as far as that goes without the database. */
export interface KeyToImport {
  /** Its place in the file, such as `keys[3]`. */
  readonly field: string;
  readonly account: string;
  readonly appKey: string;
  readonly label: string;
  /** Names or ids of roles of the account. */
  readonly roles: readonly (string | number)[];
  /** SHA-256 of the token. */
  readonly digest: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Of fewer random bits a secret can be found by trying, once somebody has its digest. */
const fewestSecretBits = 112;

const mostRoles = 100;

const knownFields = ['account', 'appKey', 'label', 'roles', 'tokenSha256', 'createdAt', 'secretBits'];

/**
 * The keys of a file. Throws `invalid_request` that names the place of everything that is wrong.
 *
 * @param now milliseconds since 1970
 */
export function parseImportedKeys(input: unknown, now: number): KeyToImport[] {
  if (!Array.isArray(input) || input.length === 0) {
    throw new ChaveiroError(
      'invalid_request',
      `Keys are a JSON array of at least one {${knownFields.map((name) => `"${name}"`).join(', ')}}.`,
      { field: 'keys' },
    );
  }
  const problems: ImportProblem[] = [];
  const keys = input.flatMap((entry: unknown, i) => parseEntry(entry, `keys[${i}]`, now, problems) ?? []);
  const places = new Map<string, string>();
  for (const { appKey, field } of keys) {
    const earlier = places.get(appKey);
    if (earlier === undefined) places.set(appKey, field);
    else problems.push({ field: `${field}.appKey`, text: `is that of ${earlier}.` });
  }
  checkNoProblems(problems);
  return keys;
}

function parseEntry(entry: unknown, field: string, now: number, problems: ImportProblem[]): KeyToImport | undefined {
  if (!isJsonObject(entry)) {
    problems.push({ field, text: 'is not an object.' });
    return undefined;
  }
  const before = problems.length;
  const report = (name: string, text: string) => problems.push({ field: `${field}.${name}`, text });
  for (const name of unknownFields(entry, knownFields)) report(name, 'is no field of a key.');
  const { account, appKey, label, roles, tokenSha256, createdAt, secretBits } = entry;
  if (typeof account !== 'string' || !isAccountName(account)) report('account', 'has to be the name of an account.');
  if (typeof appKey !== 'string' || !isKeyString(appKey)) {
    report('appKey', 'has to be 4 to 128 of the characters A-Z a-z 0-9 . _ -, and not a UUID or "export".');
  } else if (secretIn(appKey) !== undefined) {
    report('appKey', `is ${secretIn(appKey)}: the key string is the public half.`);
  }
  const read = readShortText(typeof label === 'string' ? label : '', maxLabelLength);
  if ('problem' in read) report('label', read.problem);
  if (!isListOfRoles(roles)) {
    report('roles', `has to be a list of at most ${mostRoles} names or ids of roles; it may be empty.`);
  }
  if (typeof tokenSha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(tokenSha256)) {
    report('tokenSha256', 'has to be the SHA-256 of the token: 64 hexadecimal digits.');
  }
  const time = typeof createdAt === 'string' ? attempt(() => parseTime(createdAt, 'createdAt')) : undefined;
  if (time === undefined || time < 0 || time > now) {
    report('createdAt', 'has to be a date in the past with time and zone, such as 2025-01-31T18:00:00Z.');
  }
  if (!Number.isInteger(secretBits) || (secretBits as number) < fewestSecretBits) {
    report(
      'secretBits',
      `has to say how many random bits the token was made of, at least ${fewestSecretBits}. A weaker token cannot be imported: renew it instead.`,
    );
  }
  if (problems.length > before) return undefined;
  return {
    field,
    account: account as string,
    appKey: appKey as string,
    label: (read as { text: string }).text,
    roles: roles as (string | number)[],
    digest: Buffer.from(tokenSha256 as string, 'hex'),
    createdAt: time as number,
  };
}

/** What the work comes to, or `undefined` when it refuses what it was given. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ChaveiroError && error.code === 'invalid_request') return undefined;
    throw error;
  }
}

function isListOfRoles(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > mostRoles) return false;
  return value.every((role) => typeof role === 'string' || Number.isInteger(role));
}
