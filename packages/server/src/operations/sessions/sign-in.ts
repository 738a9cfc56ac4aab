import { randomBytes } from 'node:crypto';
import type { CallSource, UserActor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { networkOf } from '../../domain/network-of.ts';
import { type Password, readPassword } from '../../domain/passwords/password.ts';
import { isSamePassword, type UserPassword } from '../../domain/passwords/password-hasher.ts';
import type { Turn } from '../../domain/passwords/semaphore.ts';
import { generateSecret, hashOfSecret, sha256 } from '../../domain/secret.ts';
import { sessionLimitMs } from '../../domain/session.ts';
import { isSignInCode } from '../../domain/sign-in-code.ts';
import type { User } from '../../domain/user.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';
import { countingAttempt } from './counting-attempt.ts';
import { insertDevice } from './insert-device.ts';
import { type SessionView, viewOfSignedIn } from './session-view.ts';

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** What the device says by which it is known, if it says anything. */
  readonly device?: string | undefined;
  /** The secret of the session in whose place the new one comes, if there is one. */
  readonly replacedSession?: string | undefined;
  /** A code that the user got where they are signed in, or from the operator. */
  readonly code?: string | undefined;
  /** How many wrong passwords a source may send, whatever the addresses. */
  readonly sourceLimit?: SourceLimit;
  readonly source: CallSource;
}

export interface SourceLimit {
  /** Throws `overloaded`. */
  check(): void;
  countFailure(): void;
}

export interface SignedIn {
  /** The secret of the new session. */
  readonly secret: string;
  /** By which the device is known from now on; `null` when it is known already. */
  readonly device: string | null;
  readonly view: SessionView;
}

/**
 * Begins a session for whoever knows the password. An address that nobody has, a user without a
 * password, a wrong password and a user without any account answer alike: `invalid_credentials`, after
 * as long. Where an address has several persons, it begins the session of the one who has this password.
 *
 * Throws `too_many_attempts`: five passwords for an address and then one in twelve minutes, so never more
 * than ten in an hour; the same again for each device on which the user has signed in before, and for whoever has
 * a code that lets them in, whose attempts nobody else can use up. Throws `invalid_request` for what is no address and
 * for a code that is not good, and `overloaded`.
 */
export async function signIn(context: OperationContext, input: SignInInput): Promise<Changed<SignedIn>> {
  const email = parseEmail(input.email, 'email');
  const device = hashOfSecret(input.device ?? '');
  const people = await context.storage.read((tx) => peopleOf(tx, email, device));
  const password = readPassword(input.password);
  const known = await findWhose(context, people, password, { ...input, email }).catch((error: unknown) => {
    if (error instanceof ChaveiroError && error.code === 'too_many_attempts') countFailure(context, email, input);
    throw error;
  });
  if (known?.user === undefined || !known.canSignIn) {
    countFailure(context, email, input);
    throw invalidSignIn();
  }
  const actor: UserActor = { type: 'user', userId: known.user.id, email, sessionId: null, source: input.source };
  const signedIn = await runChange(context, async (tx, now) => {
    // Between the look at the password and now it may have been changed, and the user sent away.
    const isPasswordUnchanged = isSamePassword(known.password, await tx.findPassword(actor.userId));
    if (!isPasswordUnchanged || !(await hasMembership(tx, actor.userId))) throw invalidSignIn();
    const secret = generateSecret();
    const session = {
      id: randomBytes(16).toString('hex'),
      userId: actor.userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + sessionLimitMs,
      address: input.source.address ?? null,
      userAgent: input.source.userAgent ?? null,
    };
    const replaced = hashOfSecret(input.replacedSession ?? '');
    const old = replaced === undefined ? undefined : await tx.findSession(replaced);
    if (old !== undefined) await tx.deleteSession(old.id);
    await tx.insertSession({ ...session, secretHash: secret.hash });
    const newDevice = known.isKnownDevice ? null : await insertDevice(tx, actor.userId, now);
    return {
      value: { secret: secret.plain, device: newDevice, view: await viewOfSignedIn(tx, { ...session, email }) },
      event: {
        action: 'session.started',
        actor,
        accountId: null,
        subject: `user:${actor.userId}`,
        subjectName: actor.email,
        before: null,
        after: { session: session.id, isKnownDevice: known.isKnownDevice },
        alsoVisibleTo: await alsoVisibleToAccountsOf(tx, actor),
      },
    };
  });
  if (known.password !== undefined) await hashAgain(context, actor.userId, password, known.password);
  return signedIn;
}

/**
 * Hashes a password that was right again, where it is hashed under an older pepper: who knows it is the
 * only one who can. Outside of any change, for it takes long; the session stands whatever comes of it,
 * and the next one tries again.
 */
async function hashAgain(context: OperationContext, userId: string, password: Password, stored: UserPassword) {
  const { passwords, storage } = context;
  if (passwords.isCurrent(stored)) return;
  try {
    await storage.signIns.replacePasswordHash(userId, stored.hash, await passwords.hash(userId, password));
  } catch (error) {
    if (!(error instanceof ChaveiroError)) throw error;
  }
}

/** One of the persons of an address, as far as signing in goes. */
interface Known {
  readonly user: User | undefined;
  readonly id: string;
  readonly password: UserPassword | undefined;
  readonly canSignIn: boolean;
  readonly isKnownDevice: boolean;
}

/**
 * Whose password it may be: mostly one person, several where accounts have given an address sign-ins of their own. Who has
 * no password, or was sent away, is left out, unless nobody else is there: for an address that nobody has it takes as long.
 */
async function peopleOf(tx: ReadTransaction, email: string, device: Uint8Array | undefined): Promise<Known[]> {
  const people: Known[] = [];
  for (const user of await listOrNobody(tx, email)) {
    const id = user?.id ?? '0'.repeat(32);
    const isKnownDevice = device !== undefined && (await tx.isDeviceOf(id, device));
    const password = await tx.findPassword(id);
    people.push({ user, id, password, canSignIn: await hasMembership(tx, id), isKnownDevice });
  }
  const able = people.filter(({ password, canSignIn }) => password !== undefined && canSignIn);
  return able.length > 0 ? able : people.slice(0, 1);
}

async function listOrNobody(tx: ReadTransaction, email: string): Promise<(User | undefined)[]> {
  const users = await tx.listUsersByEmail(email);
  return users.length > 0 ? users : [undefined];
}

/**
 * Who of these people has the password. Those who are known on the device have its attempts, whoever has a code has theirs,
 * and nobody else: otherwise whoever gives an address a person of their own could try the passwords of its others, as often
 * as they have devices. Throws `invalid_request` for a code that is good for none of them, `overloaded`, `too_many_attempts`.
 */
async function findWhose(
  context: OperationContext,
  people: readonly Known[],
  password: Password,
  { email, device, code, sourceLimit, source }: SignInInput,
): Promise<Known | undefined> {
  const attempt = async (tried: readonly Known[], subject: Uint8Array, turn: Turn) => {
    if (tried.length === 0) return undefined;
    let whose: Known | undefined;
    await countingAttempt(context, subject, async () => {
      for (const each of tried) {
        if (whose === undefined && (await context.passwords.isRight(each.id, password, each.password, turn)))
          whose = each;
      }
      return whose !== undefined;
    });
    return whose;
  };
  const coded = code === undefined ? undefined : people.find((each) => isCodeOf(context, each, code));
  if (code !== undefined && coded === undefined) throw badCode();
  const known = people.filter(({ isKnownDevice }) => isKnownDevice);
  const others = people.filter(({ isKnownDevice }) => !isKnownDevice);
  const whose = await attempt(known, sha256('device', device ?? ''), 'known');
  if (whose !== undefined) return whose;
  if (coded !== undefined) {
    return coded.isKnownDevice ? undefined : await attempt([coded], sha256('code', coded.id), 'known');
  }
  if (others.length === 0) return undefined;
  sourceLimit?.check();
  const turn = { source: networkOf(source.address ?? source.channel) };
  const found = await attempt(others, sha256('email', email), turn);
  if (found?.user === undefined || !found.canSignIn) sourceLimit?.countFailure();
  return found;
}

function isCodeOf({ peppers, clock }: OperationContext, { id, password }: Known, code: string): boolean {
  return isSignInCode(peppers.signInCodeKey(), { userId: id, passwordSetAt: password?.setAt ?? null }, code, clock());
}

/** Says nothing of whether there is such a user. */
function badCode(): ChaveiroError {
  return new ChaveiroError(
    'invalid_request',
    '"code" is not good any more, or is for another address: get a new one.',
    {
      field: 'code',
    },
  );
}

/** Whether the user has a role in an account, or an invitation to one. Everybody else was sent away. */
async function hasMembership(tx: ReadTransaction, userId: string): Promise<boolean> {
  const memberships = await tx.listMembershipsOfUser(userId);
  return memberships.some(({ joinedAt, roleIds }) => joinedAt === null || roleIds.length > 0);
}

/** For the audit log, which gets at most one event a minute of it. */
function countFailure({ countFailure: count }: OperationContext, email: string, { source }: SignInInput): void {
  count({ action: 'sign_in.failed', tried: email, address: source.address ?? source.channel });
}

function invalidSignIn(): ChaveiroError {
  return new ChaveiroError('invalid_credentials', 'E-mail address or password is wrong.');
}
