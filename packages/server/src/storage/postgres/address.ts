import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { ChaveiroError } from '../../domain/errors.ts';

/** Whether, and how, a connection is encrypted. */
export type Encryption = false | ConnectionOptions;

/** What an address says, apart from what `pg` reads in it by itself. */
export interface Address {
  /** For `pg`, without what is read here. */
  readonly connectionString: string;
  /** What to try, best first. `prefer` and `allow` have two. */
  readonly encryptions: readonly Encryption[];
}

// https://www.postgresql.org/docs/current/libpq-ssl.html, table 32.1.
const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof modes)[number];

/** What `pg` reads in an address, and may: where the server is, who asks, and settings that ours come after. */
const passedOn: readonly string[] = [
  'host',
  'port',
  'user',
  'password',
  'application_name',
  'fallback_application_name',
  'options',
];
const readHere: readonly string[] = ['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'];
const ownLimits: readonly string[] = [
  'lock_timeout',
  'statement_timeout',
  'query_timeout',
  'idle_in_transaction_session_timeout',
];

/**
 * Reads an address as `libpq`, and with it `psql`, would. `pg` takes `prefer`, `require` and `verify-ca` for `verify-full`,
 * knows no `allow`, and passes on whatever else it finds.
 *
 * Throws `invalid_request` for what would be ignored: a parameter that does nothing may be one on which somebody relies.
 *
 * @param modeOfEnvironment `PGSSLMODE`, which holds where the address has no `sslmode`
 */
export function readAddress(text: string, modeOfEnvironment = process.env.PGSSLMODE): Address {
  const url = new URL(text);
  const parameters = new URLSearchParams(url.search);
  for (const name of parameters.keys()) checkParameter(name, parameters);
  for (const name of readHere) url.searchParams.delete(name);
  const host = parameters.get('host') ?? decodeURIComponent(url.hostname);
  // A socket leaves the machine as little as the file system does: libpq encrypts none.
  const encryptions: readonly Encryption[] = host.startsWith('/')
    ? [false]
    : encryptionsOf(modeOf(parameters, modeOfEnvironment), parameters);
  return { connectionString: url.href, encryptions };
}

function checkParameter(name: string, parameters: URLSearchParams): void {
  if (ownLimits.includes(name)) throw refused(`has ${name}: Chaveiro sets its own time limits, so take it out.`);
  if (!passedOn.includes(name) && !readHere.includes(name)) {
    throw refused(`has the parameter "${name}", which Chaveiro would not follow, so take it out.`);
  }
  if (parameters.getAll(name).length > 1) throw refused(`has ${name} twice: take one out.`);
}

function refused(what: string): ChaveiroError {
  return new ChaveiroError('invalid_request', `CHAVEIRO_DATABASE_URL ${what}`);
}

function modeOf(parameters: URLSearchParams, modeOfEnvironment: string | undefined): Mode {
  // libpq takes "ssl=true", which JDBC has, for sslmode=require, and no other value.
  const ssl = parameters.get('ssl');
  if (ssl !== null && ssl !== 'true') throw refused(`has ssl=${ssl}: say it with sslmode.`);
  const given = parameters.get('sslmode') ?? (ssl === null ? undefined : 'require');
  const text = given ?? (modeOfEnvironment || 'prefer');
  const mode = modes.find((each) => each === text);
  if (mode !== undefined) return mode;
  if (given === undefined) throw new ChaveiroError('invalid_request', `PGSSLMODE is "${text}"; ${takes()}`);
  throw refused(`has sslmode=${text}; ${takes()}`);
}

function takes(): string {
  return `it takes ${modes.slice(0, -1).join(', ')} or ${modes.at(-1)}.`;
}

function encryptionsOf(mode: Mode, parameters: URLSearchParams): readonly Encryption[] {
  const authorities = parameters.get('sslrootcert');
  const isSystem = authorities === 'system';
  if (isSystem && mode !== 'verify-full') {
    throw refused(`has sslrootcert=system, with which anybody's certificate is good: add sslmode=verify-full.`);
  }
  if (mode === 'verify-ca' && authorities === null) {
    throw refused(
      'has sslmode=verify-ca without sslrootcert: name the file of your authority in it, or use verify-full.',
    );
  }
  const own = {
    ...(authorities === null || isSystem ? {} : { ca: read('sslrootcert', authorities) }),
    ...fileOf('cert', 'sslcert', parameters),
    ...fileOf('key', 'sslkey', parameters),
  };
  // libpq: where an authority is named, "require" looks at it, too.
  const isChecked = mode.startsWith('verify') || (mode === 'require' && authorities !== null);
  const encrypted: ConnectionOptions = {
    ...own,
    rejectUnauthorized: isChecked,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
  if (mode === 'disable') return [false];
  if (mode === 'allow') return [false, encrypted];
  return mode === 'prefer' ? [encrypted, false] : [encrypted];
}

function fileOf(option: 'cert' | 'key', name: string, parameters: URLSearchParams): ConnectionOptions {
  const path = parameters.get(name);
  return path === null ? {} : { [option]: read(name, path) };
}

function read(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw refused(`has ${name}=${path}, and this file cannot be read: ${(error as Error).message}.`);
  }
}
