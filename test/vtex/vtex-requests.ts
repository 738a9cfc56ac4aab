import type { AccountSubjects, Names } from '../support/account-subjects.ts';
import { callVtex, type VtexCall } from '../support/vtex-description.ts';

/**
 * Who may call which endpoint of VTEX: written by hand from what was decided, and not from the code. Any one of the
 * resources opens it.
 */
export const vtexMatrix: Readonly<Record<string, readonly [route: string, ...anyOf: string[]]>> = {
  getUser: ['GET /api/license-manager/users/{userId}', 'Remove_User', 'Save_User', 'Get_User_By_Identifier'],
  deleteUser: ['DELETE /api/license-manager/users/{userId}', 'Save_User', 'Remove_User'],
  createUser: ['POST /api/license-manager/users', 'Save_User'],
  getListUsers: ['GET /api/license-manager/site/pvt/logins/list/paged', 'Get_Users_Paged'],
  getListRoles: ['GET /api/license-manager/site/pvt/roles/list/paged', 'Get_Roles_Paged'],
  getRolesByUser: [
    'GET /api/license-manager/users/{userId}/roles',
    ...['Get_User_By_Identifier', 'ViewAdminUsers', 'EditAdminUsers', 'Save_User', 'ViewApiKeys'],
  ],
  putRolesInUser: ['PUT /api/license-manager/users/{userId}/roles', 'Save_User'],
  deleteRolesOfUser: ['DELETE /api/license-manager/users/{userId}/roles/{roleId}', 'Save_User'],
  createAppKey: ['POST /api/vlm/appkeys', 'EditApiKeys', 'Save_User'],
  getAppKeys: ['GET /api/vlm/appkeys', 'ViewApiKeys', 'EditApiKeys', 'Save_User'],
  updateAppKey: ['PUT /api/vlm/appkeys/{id}', 'EditApiKeys', 'Save_User'],
  getAccount: ['GET /api/vlm/account', 'Save_Account'],
  getStores: ['GET /api/vlm/account/stores', 'Get_Account_By_Identifier'],
  renewApiToken: ['PATCH /api/vtexid/apikey/{apiKey}/apitoken/renew', 'RenewApiToken'],
  finishApiTokenRenewal: ['PATCH /api/vtexid/apikey/{apiKey}/apitoken/finish-renewal', 'RenewApiToken'],
  getUserId: [
    'GET /api/vtexid/pvt/user/id',
    ...['ReadUsers', 'Get_User_By_Identifier', 'ViewAdminUsers', 'EditAdminUsers', 'Save_User'],
  ],
  getUserInfo: [
    'GET /api/vtexid/pvt/user/info',
    ...['ReadUsers', 'Get_User_By_Identifier', 'ViewAdminUsers', 'EditAdminUsers', 'Save_User'],
  ],
};

/** Endpoints that ask about a credential, and open nothing of an account. */
export const tokenMatrix: Readonly<Record<string, readonly [route: string]>> = {
  loginWithAppToken: ['POST /api/vtexid/apptoken/login'],
  validateUserToken: ['POST /api/vtexid/credential/validate'],
  canAccessResource: ['GET /api/license-manager/resources/{resourceKey}/access'],
};

/** A request that succeeds once for whoever may make it, and what in it names something of the account. */
interface RightVtexRequest extends VtexCall {
  /** Where the name stands, and the ways to name it. */
  readonly names?: { readonly place: string; readonly forms: Names };
}

type MakeRequest = (of: AccountSubjects) => Promise<RightVtexRequest>;

const bare = (id: string) => id.replaceAll('-', '');

/** All forms of a key's name, the usual one first. */
function formsOf([id, appKey]: Names): Names {
  return [id, bare(id), appKey as string];
}

function named(place: string, forms: Names, rest: VtexCall = {}): RightVtexRequest {
  return { ...rest, params: { ...rest.params, [place]: forms[0] }, names: { place, forms } };
}

/** A right request for every endpoint. */
export const rightVtexRequests: Readonly<Record<string, MakeRequest>> = {
  getUser: async (of) => named('userId', await of.invitedUser()),
  deleteUser: async (of) => named('userId', await of.invitedUser()),
  createUser: async () => ({ body: { email: `${unique('new')}@example.com`, name: 'New' } }),
  getListUsers: async () => ({ query: { numItems: '10', pageNumber: '1', sort: 'name', sortType: 'ASC' } }),
  getListRoles: async () => ({ query: { numItems: '10', pageNumber: '1', sort: 'id', sortType: 'DSC' } }),
  getRolesByUser: async (of) => named('userId', formsOf(await of.key())),
  putRolesInUser: async (of) =>
    named('userId', formsOf(await of.key()), { body: (await of.plainRole()).map((id) => Number(id)) }),
  deleteRolesOfUser: async (of) => {
    const [roleId] = await of.plainRole();
    return named('userId', formsOf(await of.key()), { params: { roleId } });
  },
  createAppKey: async () => ({ body: { label: unique('new') } }),
  getAppKeys: async () => ({}),
  updateAppKey: async (of) => named('id', formsOf(await of.key()), { body: { isActive: false } }),
  getAccount: async () => ({}),
  getStores: async () => ({}),
  renewApiToken: async (of) => named('apiKey', formsOf(await of.key())),
  finishApiTokenRenewal: async (of) => named('apiKey', formsOf(await of.renewedKey())),
  getUserId: async (of) => ({ query: { usuario: await of.emailOfUser() } }),
  getUserInfo: async (of) => ({ query: { user: await of.emailOfUser() } }),
  loginWithAppToken: async (of) => ({ body: pairOf(of) }),
  canAccessResource: async () => ({ params: { resourceKey: 'OMSViewer' } }),
  validateUserToken: async (of) => {
    const login = { method: 'POST', path: '/api/vtexid/apptoken/login' };
    const { body } = await callVtex(of.url, login, {}, { body: pairOf(of) });
    return { body: { token: body.token } };
  },
};

function pairOf({ account }: AccountSubjects) {
  return { appkey: account.owner.appKey, apptoken: account.owner.appToken };
}

let count = 0;

function unique(word: string): string {
  return `${word}-${++count}`;
}
