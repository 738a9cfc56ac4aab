/**
 * The feed as text: one frame a line, each a JSON object. Both ends are ours, but what arrives is checked all the same: a proxy that
 * cuts a line, or a source of another version, must not become a decision.
 */
import type {
  AccountRecord,
  ApiRecord,
  FeedRecord,
  GrantRecord,
  KeyRecord,
  ResourceRecord,
  RoleRecord,
  SigningKeyRecord,
  TokenRecord,
  UserRecord,
} from './change-feed.ts';
import { parseRevision, type Revision } from './revision.ts';

/** Changes when a reader of the one before would decide otherwise than it should. */
export const feedFormat = 1;

export type FeedFrame =
  /** The first one. `node` is what the reader calls itself when it says how far it is. */
  | { readonly type: 'hello'; readonly format: number; readonly node: string }
  /** A snapshot begins; `records` frames follow, then `snapshot-end`. */
  | { readonly type: 'snapshot'; readonly revision: Revision }
  | { readonly type: 'records'; readonly records: readonly FeedRecord[] }
  | { readonly type: 'snapshot-end' }
  /** What one or more changes came to, whole. */
  | { readonly type: 'changes'; readonly revision: Revision; readonly records: readonly FeedRecord[] }
  /** Nothing new: the connection lives. `ageMs`: since the sender itself heard from its source. */
  | { readonly type: 'heartbeat'; readonly revision: Revision; readonly ageMs: number }
  /** What the reader has is of another epoch: it begins again with a snapshot. */
  | { readonly type: 'resync' };

/** What was sent is no feed, or one of another version. */
export class FeedFormatError extends Error {
  constructor(detail: string) {
    super(`The feed cannot be read: ${detail}`);
    this.name = 'FeedFormatError';
  }
}

/** A frame as one line, without its end. */
export function encodeFrame(frame: FeedFrame): string {
  return JSON.stringify(frame, textOfBytes);
}

/** Asks the object for the value: a `Buffer` has become something else by the time it is handed in. */
function textOfBytes(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const held = this[name];
  if (!(held instanceof Uint8Array)) return value;
  return Buffer.from(held.buffer, held.byteOffset, held.byteLength).toString('base64url');
}

/** Throws `FeedFormatError` for what is no frame. */
export function decodeFrame(line: string): FeedFrame {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new FeedFormatError('a line is no JSON.');
  }
  const frame = new Fields(value, 'a frame');
  const type = frame.text('type');
  switch (type) {
    case 'hello': {
      const format = frame.integer('format');
      if (format !== feedFormat) {
        throw new FeedFormatError(
          `its format is ${format}, and this version reads ${feedFormat}. Give both ends the same version of Chaveiro.`,
        );
      }
      return { type, format, node: frame.text('node') };
    }
    case 'snapshot':
      return { type, revision: frame.revision('revision') };
    case 'heartbeat':
      return { type, revision: frame.revision('revision'), ageMs: frame.age('ageMs') };
    case 'records':
      return { type, records: frame.list('records', decodeRecord) };
    case 'changes':
      return { type, revision: frame.revision('revision'), records: frame.list('records', decodeRecord) };
    case 'snapshot-end':
    case 'resync':
      return { type };
    default:
      throw new FeedFormatError(`it has a frame of an unknown type.`);
  }
}

function decodeRecord(value: unknown): FeedRecord {
  const fields = new Fields(value, 'a record');
  const kind = fields.text('kind');
  const decode = decoders[kind as FeedRecord['kind']];
  // To leave one out would be to decide without it.
  if (decode === undefined || !Object.hasOwn(decoders, kind))
    throw new FeedFormatError('it has a record of an unknown kind.');
  return decode(fields);
}

const decoders: { readonly [Kind in FeedRecord['kind']]: (fields: Fields) => FeedRecord } = {
  account: (fields): AccountRecord => {
    const renewalPeriodMonths = fields.integer('renewalPeriodMonths');
    if (renewalPeriodMonths !== 3 && renewalPeriodMonths !== 6) throw fields.wrong('renewalPeriodMonths');
    return {
      kind: 'account',
      revision: fields.integer('revision'),
      id: fields.integer('id'),
      name: fields.text('name'),
      isActive: fields.flag('isActive'),
      renewalPeriodMonths,
      enforceExpiry: fields.flag('enforceExpiry'),
    };
  },
  resource: (fields): ResourceRecord => ({
    kind: 'resource',
    revision: fields.integer('revision'),
    id: fields.integer('id'),
    key: fields.text('key'),
  }),
  role: (fields): RoleRecord => ({
    kind: 'role',
    revision: fields.integer('revision'),
    accountId: fields.integer('accountId'),
    id: fields.integer('id'),
    isDeleted: fields.flag('isDeleted'),
    holdsEverything: fields.flag('holdsEverything'),
    resourceIds: fields.list('resourceIds', asInteger),
  }),
  key: (fields): KeyRecord => ({
    kind: 'key',
    revision: fields.integer('revision'),
    id: fields.text('id'),
    appKey: fields.text('appKey'),
    accountId: fields.integer('accountId'),
    isActive: fields.flag('isActive'),
    isDeleted: fields.flag('isDeleted'),
    tokens: fields.objects('tokens', decodeToken),
    grants: fields.objects('grants', decodeGrant),
  }),
  user: (fields): UserRecord => ({
    kind: 'user',
    revision: fields.integer('revision'),
    id: fields.text('id'),
    email: fields.text('email'),
    sessions: fields.objects('sessions', (session) => ({
      id: session.text('id'),
      expiresAt: session.integer('expiresAt'),
    })),
    memberships: fields.objects('memberships', (membership) => ({
      accountId: membership.integer('accountId'),
      roleIds: membership.list('roleIds', asInteger),
    })),
  }),
  'signing-key': (fields): SigningKeyRecord => ({
    kind: 'signing-key',
    revision: fields.integer('revision'),
    kid: fields.text('kid'),
    publicKey: fields.bytes('publicKey'),
    expiresAt: fields.integerOrNull('expiresAt'),
  }),
  api: (fields): ApiRecord => ({
    kind: 'api',
    revision: fields.integer('revision'),
    name: fields.text('name'),
    routes: fields.objects('routes', (route) => ({
      method: route.text('method'),
      path: route.text('path'),
      anyOf: route.list('anyOf', asText),
    })),
  }),
};

function decodeToken(fields: Fields): TokenRecord {
  const role = fields.text('role');
  if (role !== 'current' && role !== 'old' && role !== 'new') throw fields.wrong('role');
  return {
    id: fields.text('id'),
    role,
    key: fields.isNull('key') ? null : fields.bytes('key', 32),
    storedHash: fields.bytes('storedHash', 32),
    isImported: fields.flag('isImported'),
    createdAt: fields.integer('createdAt'),
  };
}

function decodeGrant(fields: Fields): GrantRecord {
  return {
    accountId: fields.integer('accountId'),
    roleIds: fields.list('roleIds', asInteger),
    expiresAt: fields.integerOrNull('expiresAt'),
  };
}

function asInteger(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new FeedFormatError('a number is none.');
  return value as number;
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new FeedFormatError('a text is none.');
  return value;
}

/** The fields of one object, each checked as it is read. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #what: string;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FeedFormatError(`${what} is no object.`);
    this.#values = value as Readonly<Record<string, unknown>>;
    this.#what = what;
  }

  wrong(name: string): FeedFormatError {
    // Never the value: it may be a part of what checks tokens.
    return new FeedFormatError(`${this.#what} has no right "${name}".`);
  }

  isNull(name: string): boolean {
    return this.#values[name] === null;
  }

  text(name: string): string {
    const value = this.#values[name];
    if (typeof value !== 'string') throw this.wrong(name);
    return value;
  }

  integer(name: string): number {
    const value = this.#values[name];
    if (!Number.isSafeInteger(value)) throw this.wrong(name);
    return value as number;
  }

  /** Milliseconds, not below 0. */
  age(name: string): number {
    const value = this.#values[name];
    if (typeof value !== 'number' || !(value >= 0)) throw this.wrong(name);
    return value;
  }

  integerOrNull(name: string): number | null {
    return this.isNull(name) ? null : this.integer(name);
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    if (typeof value !== 'boolean') throw this.wrong(name);
    return value;
  }

  revision(name: string): Revision {
    const value = this.text(name);
    if (parseRevision(value) === undefined) throw this.wrong(name);
    return value as Revision;
  }

  /** @param length how many bytes it must have; without it any number */
  bytes(name: string, length?: number): Uint8Array {
    const value = new Uint8Array(Buffer.from(this.text(name), 'base64url'));
    if (length !== undefined && value.byteLength !== length) throw this.wrong(name);
    return value;
  }

  list<T>(name: string, decode: (value: unknown) => T): T[] {
    const value = this.#values[name];
    if (!Array.isArray(value)) throw this.wrong(name);
    return value.map(decode);
  }

  objects<T>(name: string, decode: (fields: Fields) => T): T[] {
    return this.list(name, (value) => decode(new Fields(value, `an element of "${name}"`)));
  }
}
