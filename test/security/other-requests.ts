import { type OwnedAccount, userCaller } from '../support/account-subjects.ts';
import { callApi } from '../support/api.ts';
import type { Caller } from '../support/described-operations.ts';
import { goodPassword } from '../support/people.ts';

/** A request outside accounts that whoever the table names may make. */
export interface OtherRequest {
  /** Where somebody has to be signed in: a session of a user's own. */
  readonly session?: Caller;
  readonly ids?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** How it is answered, where that is not the success of the description. */
  readonly status?: number;
}

type MakeRequest = (url: string, account: OwnedAccount) => Promise<OtherRequest>;

const forwarded: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nginx: { 'X-Original-Method': 'GET', 'X-Original-URI': '/orders' },
  caddy: { 'X-Forwarded-Method': 'GET', 'X-Forwarded-Uri': '/orders' },
};

/** The gateway is let in and brings a client who is not: 401, which strangers do not even hear. */
function forwardAuth(dialect: string, ids: Readonly<Record<string, string>>): MakeRequest {
  return async (_, { name }) => ({ ids: { account: name, ...ids }, headers: forwarded[dialect] ?? {}, status: 401 });
}

/** Right but for the credential, which only the operator hands out. */
function follower(body?: object): MakeRequest {
  const headers = { Authorization: `Bearer chn_${'x'.repeat(49)}` };
  return async () => ({ headers, status: 401, ...(body === undefined ? {} : { body }) });
}

/** A link that was never issued is gone: that is said to anybody, and no credential is asked for. */
const unknownLink = 410;

/** A right request for every route outside accounts; E2 fails for a route without one. */
export const otherRequests: Readonly<Record<string, MakeRequest>> = {
  verify: async (_, { owner: { appKey, appToken } }) => ({ body: { appKey, appToken } }),
  'forwardAuth-nginx-query': forwardAuth('nginx', { anyOf: 'OMSViewer' }),
  'forwardAuth-nginx-any': forwardAuth('nginx', { resources: 'OMSViewer' }),
  'forwardAuth-nginx-api': forwardAuth('nginx', { api: 'orders' }),
  'forwardAuth-caddy-query': forwardAuth('caddy', { anyOf: 'OMSViewer' }),
  'forwardAuth-caddy-any': forwardAuth('caddy', { resources: 'OMSViewer' }),
  'forwardAuth-caddy-api': forwardAuth('caddy', { api: 'orders' }),
  'forwardAuth-traefik-any': forwardAuth('caddy', { resources: 'OMSViewer' }),
  'forwardAuth-traefik-api': forwardAuth('caddy', { api: 'orders' }),
  'forwardAuth-apisix-any': forwardAuth('caddy', { resources: 'OMSViewer' }),
  'forwardAuth-apisix-api': forwardAuth('caddy', { api: 'orders' }),
  'forwardAuth-envoy-any': forwardAuth('envoy', { resources: 'OMSViewer', path: 'orders' }),
  'forwardAuth-envoy-api': forwardAuth('envoy', { api: 'orders', path: 'orders' }),
  followChanges: follower(),
  reportPosition: follower({ revision: 'a-1' }),
  reportUse: follower({ uses: [] }),
  metrics: async () => ({}),
  health: async () => ({}),
  readiness: async () => ({}),
  describe: async () => ({}),
  describeVtex: async () => ({}),
  signingKeys: async () => ({}),
  openLink: async () => ({ ids: { link: 'none' }, body: { proof: 'A'.repeat(43) }, status: unknownLink }),
  openSetupLink: async () => ({ body: { token: 'none', password: goodPassword }, status: unknownLink }),
  showSetupLink: async () => ({ body: { token: 'none' }, status: unknownLink }),
  openSetupLinkByAddress: async () => ({
    ids: { token: 'none' },
    body: { password: goodPassword },
    status: unknownLink,
  }),
  signIn: async (url, account) => {
    const email = 'sign-in@example.com';
    await userCaller(url, email, [[account, [1]]]);
    return { body: { email, password: goodPassword } };
  },
  showSession: async (url, account) => ({ session: await signedIn(url, account, 'show') }),
  showSignInCode: async (url, account) => ({ session: await signedIn(url, account, 'code') }),
  signOut: async (url, account) => ({ session: await signedIn(url, account, 'sign-out') }),
  changePassword: async (url, account) => ({
    session: await signedIn(url, account, 'change'),
    body: { currentPassword: goodPassword, newPassword: 'tijolo névoa grampo' },
  }),
  issueUserToken: async (url, account) => ({ session: await signedIn(url, account, 'token') }),
  listSessions: async (url, account) => ({ session: await signedIn(url, account, 'list') }),
  endSession: async (url, account) => {
    const session = await signedIn(url, account, 'end');
    const { body } = await callApi<{ session: { id: string } }>(
      url,
      null,
      'GET',
      '/api/v1/session',
      undefined,
      session,
    );
    return { session, ids: { session: body.session.id } };
  },
};

function signedIn(url: string, account: OwnedAccount, name: string): Promise<Caller> {
  return userCaller(url, `${name}@example.com`, [[account, [1]]]);
}
