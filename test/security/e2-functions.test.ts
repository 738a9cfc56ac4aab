import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  type AccountSubjects,
  createSubjects,
  keyCaller,
  type OwnedAccount,
  post,
  userCaller,
  userTokenCaller,
} from '../support/account-subjects.ts';
import { credentialHeaders } from '../support/api.ts';
import { Installation } from '../support/chaveiro.ts';
import {
  accountPrefix,
  type Caller,
  callOperation,
  type DescribedOperation,
  type ExactAnswer,
  readDescription,
} from '../support/described-operations.ts';
import { type OtherRequest, otherRequests } from './other-requests.ts';
import { rightRequest, usualIds, withDryRun } from './right-requests.ts';
import { accountMatrix, otherMatrix } from './rights-matrix.ts';

/** Every management right, and one resource that is none. */
const rights = [
  ...['ViewApiKeys', 'EditApiKeys', 'RenewApiToken', 'EditApiKeysSettings', 'Create_Role', 'Save_User', 'Remove_User'],
  ...['Get_Users_Paged', 'Get_Roles_Paged', 'view_metrics', 'OMSViewer'],
];

const nobody: Caller = {};

let url: string;
/** The same database behind a server that lets nobody near ask for decisions. */
let urlForStrangers: string;
let operations: DescribedOperation[];
let subjects: AccountSubjects;
let owner: Caller;
/** By right, who holds that right alone: a key, a signed-in user, and the user with a user token. */
const holders = new Map<string, readonly Caller[]>();

before(async () => {
  // One engine: rights are judged in the operations, the same code on both; what engines could confuse is E1's.
  const installation = new Installation();
  const open = async (name: string): Promise<OwnedAccount> => ({ name, owner: await installation.createAccount(name) });
  const [account, partner] = [await open('lojaverde'), await open('lojaroxa')];
  const routes = join(installation.folder, 'routes.json');
  writeFileSync(routes, JSON.stringify([{ method: 'GET', path: '/orders', anyOf: ['OMSViewer'] }]));
  await installation.json('routes', 'import', routes, '--api', 'orders');
  url = (await installation.serve()).url;
  const socket = join(installation.folder, 'strangers.sock');
  const alone = { CHAVEIRO_DECISION_PEERS: '192.0.2.1', CHAVEIRO_SOCKET: socket };
  urlForStrangers = (await installation.serve(alone)).url;
  operations = await readDescription(url);
  subjects = createSubjects(url, account, partner);
  owner = credentialHeaders(account.owner);
  for (const right of rights) {
    const { id } = await post<{ id: number }>(url, account, '/roles', { name: right, resources: [right] });
    const email = `${right.toLowerCase()}@example.com`;
    const user = await userCaller(url, email, [[account, [id]]]);
    holders.set(right, [await keyCaller(url, account, [id]), user, await userTokenCaller(url, user)]);
  }
});

/** The operation of a line of the table, which the test on completeness has compared with the description. */
function operationOf(id: string): DescribedOperation {
  const operation = operations.find((each) => each.id === id);
  assert.ok(operation !== undefined, `${id} is not described`);
  return operation;
}

async function rightCall(id: string) {
  const { ids, body } = await rightRequest(id, subjects);
  return { account: subjects.account.name, ids: usualIds(ids), body };
}

async function callOnce(operation: DescribedOperation, caller: Caller): Promise<ExactAnswer> {
  return await callOperation(url, operation, caller, await rightCall(operation.id));
}

describe('E2: every route opens to whom it is meant for', () => {
  test('the table has every route that is described, and no other', () => {
    const described = operations.map(({ id, method, path }) => [id, `${method} ${path}`]);
    const listed = [
      ...Object.entries(accountMatrix).map(([id, [route]]) => [id, route.replace(' ', ` ${accountPrefix}`)]),
      ...Object.entries(otherMatrix).map(([id, [route]]) => [id, route]),
    ];
    assert.deepEqual(described.sort(), listed.sort());
  });

  test('the description names the resources of the table', () => {
    for (const { id, requiredResources } of operations) {
      assert.deepEqual(requiredResources, accountMatrix[id]?.slice(1), id);
    }
  });

  test('each of the resources alone opens the route, to a key, to a user and to a user token', async () => {
    for (const [id, [, ...anyOf]] of Object.entries(accountMatrix)) {
      const operation = operationOf(id);
      for (const right of anyOf) {
        for (const caller of holders.get(right) ?? []) {
          const { status, text } = await callOnce(operation, caller);
          assert.equal(status, operation.success, `${id} with ${right}: ${text}`);
        }
      }
      assert.equal((await callOnce(operation, owner)).status, operation.success, `${id} as Owner`);
    }
  });

  test('every other right alone is answered 403 with the resources that would open it, and no credential 401', async () => {
    for (const [id, [, ...anyOf]] of Object.entries(accountMatrix)) {
      const operation = operationOf(id);
      const call = await rightCall(id);
      const asks = withDryRun(operation, call.ids).map((ids) => ({ ...call, ids }));
      for (const [right, callers] of holders) {
        if (anyOf.includes(right)) continue;
        for (const [caller, ask] of callers.flatMap((each) => asks.map((asked) => [each, asked] as const))) {
          const { status, text } = await callOperation(url, operation, caller, ask);
          assert.equal(status, 403, `${id} with ${right}: ${text}`);
          const { code, missingResources } = JSON.parse(text);
          assert.deepEqual([code, missingResources], ['resource_missing', anyOf], `${id} with ${right}`);
        }
      }
      const { status, text } = await callOperation(url, operation, nobody, call);
      assert.deepEqual([status, JSON.parse(text).code], [401, 'missing_credentials'], id);
      // None of them has done anything: the same request still succeeds.
      assert.equal((await callOperation(url, operation, owner, call)).status, operation.success, `${id} afterwards`);
    }
  });

  test('the routes outside accounts open to whom the table says, and to nobody else', async () => {
    for (const [id, [, caller]] of Object.entries(otherMatrix)) {
      const operation = operationOf(id);
      const make = otherRequests[id];
      assert.ok(make !== undefined, `test/security/other-requests.ts has no right request for ${id}`);
      const request = await make(url, subjects.account);
      const call = (to: string, as: Caller, { status: _, ...said }: OtherRequest) =>
        callOperation(to, operation, as, { account: subjects.account.name, ...said });
      if (caller === 'decision peer') {
        assert.equal((await call(urlForStrangers, owner, request)).status, 404, `${id} by a stranger`);
      }
      if (caller === 'follower') {
        for (const wrong of [nobody, owner]) {
          const { status, text } = await call(url, wrong, { ...request, headers: {} });
          assert.deepEqual([status, JSON.parse(text).code], [401, 'missing_credentials'], id);
        }
      }
      if (caller === 'signed-in user') {
        for (const wrong of [nobody, owner]) {
          const { status, text } = await call(url, wrong, request);
          assert.deepEqual([status, JSON.parse(text).code], [401, 'sign_in_needed'], id);
        }
      }
      const { status, text } = await call(url, request.session ?? nobody, request);
      assert.equal(status, request.status ?? operation.success, `${id}: ${text}`);
    }
    assert.deepEqual(Object.keys(otherRequests).sort(), Object.keys(otherMatrix).sort());
  });
});
