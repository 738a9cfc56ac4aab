import { callApi, credentialHeaders } from './api.ts';
import type { KeyPair } from './chaveiro.ts';
import type { Caller } from './described-operations.ts';
import { callWithCookies, cookiesOf, goodPassword, signIn, tokenOf } from './people.ts';

/** An account and the key that holds its Owner role. */
export interface OwnedAccount {
  readonly name: string;
  readonly owner: KeyPair;
}

/** The ways to name one thing, the usual one first: a key has an id and a key string. */
export type Names = readonly [string, ...string[]];

/** Makes things of one account for requests to act on, each time new ones. */
export type AccountSubjects = ReturnType<typeof createSubjects>;

/**
 * @param partner another account: it gives roles to keys of this one, and owns this one's external keys
 */
export function createSubjects(url: string, account: OwnedAccount, partner: OwnedAccount) {
  const shared = new Map<string, Promise<number>>();

  /** A role without management rights, made once in each account. */
  function plainRole(where: OwnedAccount): Promise<number> {
    const role = shared.get(where.name) ?? createRole(where, ['OMSViewer']);
    shared.set(where.name, role);
    return role;
  }

  function createRole(where: OwnedAccount, resources: readonly string[]): Promise<number> {
    const body = { name: unique('role'), resources };
    return post<{ id: number }>(url, where, '/roles', body).then(({ id }) => id);
  }

  async function keyOf(where: OwnedAccount): Promise<Names> {
    const { id, appKey } = await post<KeyPair>(url, where, '/keys', { label: unique('key') });
    return [id, appKey];
  }

  async function grant(where: OwnedAccount, [id, appKey]: Names): Promise<Names> {
    await post(url, where, '/external-keys', { appKey, roles: [await plainRole(where)] });
    return [id, appKey as string];
  }

  async function user(isJoined: boolean): Promise<{ readonly id: string; readonly email: string }> {
    const email = `${unique('user')}@example.com`;
    const roles = [await plainRole(account)];
    const { id, invitation } = await post<InvitedUser>(url, account, '/users', { email, roles });
    if (isJoined) await openInvitation(url, invitation.url, { password: goodPassword });
    return { id, email };
  }

  return {
    url,
    account,
    partner,
    plainRole: async (): Promise<Names> => [String(await plainRole(account))],
    newRole: async (): Promise<Names> => [String(await createRole(account, ['OMSViewer']))],
    key: () => keyOf(account),
    /** A key with a pending renewal. */
    async renewedKey(): Promise<Names> {
      const key = await keyOf(account);
      await post(url, account, `/keys/${key[0]}/renewal`, {});
      return key;
    },
    /** A key of this account to which the partner has given a role. */
    keyGrantedByPartner: async () => grant(partner, await keyOf(account)),
    /** A key of the partner to which this account has given nothing. */
    partnersKey: () => keyOf(partner),
    /** A key of the partner to which this account has given a role. */
    externalKey: async () => grant(account, await keyOf(partner)),
    /** Gives somebody else's key a role in this account. */
    grant: (key: Names) => grant(account, key),
    /** Takes it back. */
    revoke: ([id]: Names) => remove(url, account, `/external-keys/${id}`),
    deleteKey: ([id]: Names) => remove(url, account, `/keys/${id}`),
    invitedUser: async (): Promise<Names> => [(await user(false)).id],
    joinedUser: async (): Promise<Names> => [(await user(true)).id],
    emailOfUser: async () => (await user(false)).email,
  };
}

let count = 0;

function unique(word: string): string {
  return `${word}-${++count}`;
}

interface InvitedUser {
  readonly id: string;
  readonly invitation: { readonly url: string };
}

/** A key of the account with these roles, as a caller. */
export async function keyCaller(url: string, account: OwnedAccount, roles: readonly number[]): Promise<Caller> {
  return credentialHeaders(await post<KeyPair>(url, account, '/keys', { label: 'caller', roles }));
}

/** A user who has joined each of the accounts, with these roles there, and is signed in, as a caller. */
export async function userCaller(
  url: string,
  email: string,
  roles: readonly (readonly [OwnedAccount, readonly number[]])[],
): Promise<Caller> {
  let cookies = '';
  for (const [account, given] of roles) {
    const { invitation } = await post<InvitedUser>(url, account, '/users', { email, roles: given });
    const password = cookies === '' ? { password: goodPassword } : {};
    await openInvitation(url, invitation.url, password, cookies);
    if (cookies === '') cookies = await signIn(url, email);
  }
  return { Cookie: cookies };
}

/** The same user with a user token, as a caller. */
export async function userTokenCaller(url: string, { Cookie = '' }: Caller): Promise<Caller> {
  const answer = await callWithCookies(url, Cookie, 'POST', '/api/v1/session/user-token');
  if (answer.status !== 200) throw new Error(`a user token was answered ${answer.status}`);
  return { VtexIdclientAutCookie: (answer.body as { userToken: string }).userToken };
}

async function openInvitation(url: string, link: string, body: object, cookies = ''): Promise<void> {
  const answer = await callWithCookies(url, cookies, 'POST', '/api/v1/setup', { token: tokenOf(link), ...body });
  if (answer.status !== 200) throw new Error(`an invitation was answered ${answer.status}: ${cookiesOf(answer)}`);
}

/** A POST below the account as its Owner; throws unless it succeeds. */
export async function post<T>(url: string, { name, owner }: OwnedAccount, path: string, body: object): Promise<T> {
  const answer = await callApi<T>(url, owner, 'POST', `/api/v1/accounts/${name}${path}`, body);
  if (answer.status < 300) return answer.body;
  throw new Error(`POST ${path} in ${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

async function remove(url: string, { name, owner }: OwnedAccount, path: string): Promise<void> {
  const answer = await callApi(url, owner, 'DELETE', `/api/v1/accounts/${name}${path}`);
  if (answer.status >= 300) throw new Error(`DELETE ${path} in ${name} answered ${answer.status}`);
}
