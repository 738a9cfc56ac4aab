import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type AccountSubjects,
  createSubjects,
  keyCaller,
  type OwnedAccount,
  post,
} from '../support/account-subjects.ts';
import { callApi, credentialHeaders } from '../support/api.ts';
import { createInstallation, engines } from '../support/databases.ts';
import type { Caller } from '../support/described-operations.ts';
import { callVtex, readVtexDescription, type VtexCall, type VtexOperation } from '../support/vtex-description.ts';
import { rightVtexRequests, tokenMatrix, vtexMatrix } from './vtex-requests.ts';

/** An answer that VTEX documents for a request that it does not fulfil. */
interface Documented {
  readonly id: string;
  readonly status: number;
  /** To the letter, where VTEX's clients look into it. */
  readonly body?: unknown;
  /** A request that is right as far as the description goes, unless it `isMalformed`. */
  readonly call: (of: AccountSubjects) => Promise<VtexCall>;
  readonly isMalformed?: true;
}

const nobodysId = '0123456789abcdef0123456789abcdef';
const nobodysKey = 'vtexappkey-lojaverde-QQZZQQ';
const invalidUserId = { Message: 'Invalid UserId' };
const unexpected = { Message: 'Unexpected error' };
const noToken = { Details: null, HttpStatusCode: 400, VLMErrorCode: 17, Message: 'Token not exists for this account' };
const noRoles = { Message: 'Roles list contains roles that do not exist in this account' };

const documented: readonly Documented[] = [
  { id: 'getUser', status: 400, body: invalidUserId, call: async () => ({ params: { userId: nobodysId } }) },
  { id: 'getUser', status: 400, body: invalidUserId, call: async () => ({ params: { userId: 'not an id' } }) },
  { id: 'getUser', status: 405, call: async () => ({ params: { userId: '' } }) },
  { id: 'deleteUser', status: 400, body: invalidUserId, call: async () => ({ params: { userId: nobodysId } }) },
  { id: 'createUser', status: 400, body: { Message: 'Invalid email' }, call: async () => ({ body: { email: 'bia' } }) },
  {
    ...{ id: 'createUser', status: 400, body: { Message: 'Invalid email' }, isMalformed: true },
    call: async () => ({ body: {} }),
  },
  {
    ...{ id: 'putRolesInUser', status: 400, body: noRoles },
    call: async (of) => ({ params: { userId: (await of.key())[0] }, body: [9999] }),
  },
  {
    ...{ id: 'putRolesInUser', status: 400, isMalformed: true },
    call: async (of) => ({ params: { userId: (await of.key())[0] }, body: ['1'] }),
  },
  {
    ...{ id: 'putRolesInUser', status: 500, body: unexpected },
    call: async () => ({ params: { userId: nobodysId }, body: [1] }),
  },
  {
    ...{ id: 'deleteRolesOfUser', status: 204, body: undefined },
    call: async () => ({ params: { userId: nobodysId, roleId: '1' } }),
  },
  {
    ...{ id: 'deleteRolesOfUser', status: 204, body: undefined },
    call: async (of) => ({ params: { userId: (await of.invitedUser())[0], roleId: '9999' } }),
  },
  {
    ...{ id: 'deleteRolesOfUser', status: 400, body: invalidUserId },
    call: async () => ({ params: { userId: 'not an id', roleId: '1' } }),
  },
  { id: 'deleteRolesOfUser', status: 405, call: async () => ({ params: { userId: nobodysId, roleId: '' } }) },
  { id: 'deleteRolesOfUser', status: 405, call: async () => ({ params: { userId: '', roleId: '1' } }) },
  {
    ...{ id: 'updateAppKey', status: 400, body: noToken },
    call: async () => ({ params: { id: nobodysId }, body: { isActive: true } }),
  },
  { id: 'renewApiToken', status: 400, call: async () => ({ params: { apiKey: nobodysKey } }) },
  { id: 'renewApiToken', status: 409, call: async (of) => ({ params: { apiKey: (await of.renewedKey())[0] } }) },
  { id: 'finishApiTokenRenewal', status: 400, call: async () => ({ params: { apiKey: nobodysKey } }) },
  { id: 'finishApiTokenRenewal', status: 404, call: async (of) => ({ params: { apiKey: (await of.key())[0] } }) },
  {
    ...{ id: 'loginWithAppToken', status: 401, body: { authStatus: 'WrongCredentials' } },
    call: async (of) => ({ body: { appkey: of.account.owner.appKey, apptoken: 'wrong' } }),
  },
  {
    ...{ id: 'validateUserToken', status: 401, body: { authStatus: 'WrongCredentials' } },
    call: async () => ({ body: { token: 'wrong' } }),
  },
  { id: 'getUserId', status: 200, body: null, call: async () => ({ query: { usuario: 'nobody@example.com' } }) },
  { id: 'getUserInfo', status: 404, call: async () => ({ query: { user: 'nobody@example.com' } }) },
];

for (const engine of engines) {
  describe(`the endpoints of VTEX on ${engine}`, () => {
    let url: string;
    let operations: ReadonlyMap<string, VtexOperation>;
    let subjects: AccountSubjects;
    let account: OwnedAccount;
    let owner: Caller;

    before(async () => {
      const installation = await createInstallation(engine, { CHAVEIRO_KEY_PREFIX: 'vtexappkey' });
      const open = async (name: string) => ({ name, owner: await installation.createAccount(name) });
      account = await open('lojaverde');
      const partner = await open('lojaroxa');
      url = (await installation.serve()).url;
      operations = new Map((await readVtexDescription(url)).map((each) => [each.id, each]));
      subjects = createSubjects(url, account, partner);
      owner = credentialHeaders(account.owner);
    });

    function operationOf(id: string): VtexOperation {
      return operations.get(id) ?? assert.fail(`${id} is not described`);
    }

    async function rightCall(id: string): Promise<VtexCall> {
      const { names: _, ...call } = (await rightVtexRequests[id]?.(subjects)) ?? assert.fail(`${id} has no request`);
      return call;
    }

    test('what is described is what was decided: addresses, methods and resources', () => {
      const described = [...operations.values()].map((each) => [
        each.id,
        [`${each.method} ${each.path}`, ...each.requiredResources].sort(),
      ]);
      const all = { ...vtexMatrix, ...tokenMatrix };
      const decided = Object.entries(all).map(([id, line]) => [id, [...line].sort()]);
      assert.deepEqual(described.sort(), decided.sort());
      assert.deepEqual(Object.keys(rightVtexRequests).sort(), Object.keys(all).sort());
    });

    test('every right request is right under the description, and so is its answer', async () => {
      for (const operation of operations.values()) {
        const call = await rightCall(operation.id);
        assert.deepEqual(operation.checkRequest(call), [], operation.id);
        const answer = await callVtex(url, operation, owner, call);
        assert.equal(answer.status, operation.success, `${operation.id}: ${JSON.stringify(answer.body)}`);
        assert.deepEqual(operation.checkAnswer(answer), [], `${operation.id}: ${JSON.stringify(answer.body)}`);
      }
    });

    test('every error that VTEX documents is answered with its status and body, as described', async () => {
      for (const { id, status, call, isMalformed, ...expected } of documented) {
        const operation = operationOf(id);
        const request = await call(subjects);
        const title = `${id} ${status}: ${JSON.stringify(request)}`;
        assert.equal(operation.checkRequest(request).length > 0, isMalformed === true, title);
        const answer = await callVtex(url, operation, owner, request);
        assert.deepEqual([answer.status, operation.checkAnswer(answer)], [status, []], title);
        if ('body' in expected) assert.deepEqual(answer.body, expected.body, title);
      }
    });

    test('nobody, a caller without the resource, and an account that is not there are answered as described', async () => {
      const { id } = await post<{ id: number }>(url, account, '/roles', { name: 'viewer', resources: ['OMSViewer'] });
      const viewer = await keyCaller(url, account, [id]);
      for (const operation of operations.values()) {
        const isOfAccount = operation.id in vtexMatrix;
        const call = await rightCall(operation.id);
        for (const [status, caller, query] of [
          [401, {}, {}],
          [403, viewer, {}],
          [404, owner, { an: 'lojanenhuma' }],
          [400, owner, { an: ['lojaverde', 'lojaverde'] }],
        ] as const) {
          if (!isOfAccount && status !== 400) continue;
          const asked = { ...call, query: { ...call.query, ...query } };
          const answer = await callVtex(url, operation, caller, asked);
          assert.deepEqual([answer.status, operation.checkAnswer(answer)], [status, []], `${operation.id} ${status}`);
        }
      }
    });

    test('a key made here decides at once, and its renewal leaves it two tokens and then the new one', async () => {
      const create = await callVtex(url, operationOf('createAppKey'), owner, { body: { label: 'Bridge' } });
      const { id, appKey, appToken } = create.body;
      assert.match(appKey, /^vtexappkey-lojaverde-[A-Z]{6}$/);
      const [role = ''] = await subjects.plainRole();
      const put = { params: { userId: appKey }, body: [Number(role)] };
      assert.equal((await callVtex(url, operationOf('putRolesInUser'), owner, put)).status, 204);
      const allowed = async (token: string) => {
        const question = { appKey, appToken: token, account: 'lojaverde', anyOf: ['OMSViewer'] };
        const { body } = await callApi<{ allowed: boolean }>(url, null, 'POST', '/api/v1/verify', question);
        return body.allowed;
      };
      assert.equal(await allowed(appToken), true);
      const renewal = await callVtex(url, operationOf('renewApiToken'), owner, { params: { apiKey: appKey } });
      const { newToken } = renewal.body;
      assert.deepEqual([await allowed(appToken), await allowed(newToken)], [true, true]);
      await callVtex(url, operationOf('finishApiTokenRenewal'), owner, { params: { apiKey: appKey } });
      assert.deepEqual([await allowed(appToken), await allowed(newToken)], [false, true]);
      const off = { params: { id }, body: { isActive: false } };
      await callVtex(url, operationOf('updateAppKey'), owner, off);
      assert.equal(await allowed(newToken), false);
    });
  });
}
