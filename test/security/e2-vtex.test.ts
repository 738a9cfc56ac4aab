import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type AccountSubjects,
  createSubjects,
  keyCaller,
  type OwnedAccount,
  post,
  userCaller,
} from '../support/account-subjects.ts';
import { credentialHeaders } from '../support/api.ts';
import { Installation } from '../support/chaveiro.ts';
import type { Caller } from '../support/described-operations.ts';
import { callVtex, readVtexDescription, type VtexOperation } from '../support/vtex-description.ts';
import { rightVtexRequests, vtexMatrix } from '../vtex/vtex-requests.ts';

/** Every resource that opens an endpoint, every management right, and one resource that opens nothing here. */
const rights = [
  ...new Set([
    ...Object.values(vtexMatrix).flatMap(([, ...anyOf]) => anyOf),
    ...['EditApiKeysSettings', 'Create_Role', 'view_metrics', 'OMSViewer'],
  ]),
];

let url: string;
let operations: readonly VtexOperation[];
let subjects: AccountSubjects;
let owner: Caller;
/** By right, who holds that right alone: a key, and a signed-in user. */
const holders = new Map<string, readonly Caller[]>();

before(async () => {
  // One engine: rights are judged in the operations, the same code on both.
  const installation = new Installation();
  const open = async (name: string): Promise<OwnedAccount> => ({ name, owner: await installation.createAccount(name) });
  const [account, partner] = [await open('lojaverde'), await open('lojaroxa')];
  url = (await installation.serve()).url;
  operations = (await readVtexDescription(url)).filter(({ id }) => id in vtexMatrix);
  subjects = createSubjects(url, account, partner);
  owner = credentialHeaders(account.owner);
  for (const right of rights) {
    const { id } = await post<{ id: number }>(url, account, '/roles', { name: right, resources: [right] });
    const email = `${right.toLowerCase()}@example.com`;
    holders.set(right, [await keyCaller(url, account, [id]), await userCaller(url, email, [[account, [id]]])]);
  }
});

async function rightCall(id: string) {
  return (await rightVtexRequests[id]?.(subjects)) ?? assert.fail(`${id} has no request`);
}

describe('E2: every endpoint of VTEX opens to whom it is meant for', () => {
  test('each of the resources alone opens it, to a key and to a user', async () => {
    for (const operation of operations) {
      const [, ...anyOf] = vtexMatrix[operation.id] ?? assert.fail(operation.id);
      for (const right of anyOf) {
        for (const caller of holders.get(right) ?? []) {
          const { status, body } = await callVtex(url, operation, caller, await rightCall(operation.id));
          assert.equal(status, operation.success, `${operation.id} with ${right}: ${JSON.stringify(body)}`);
        }
      }
    }
  });

  test('every other right alone is 403 in the form of the module, changes nothing, and no credential is 401', async () => {
    for (const operation of operations) {
      const [, ...anyOf] = vtexMatrix[operation.id] ?? assert.fail(operation.id);
      const call = await rightCall(operation.id);
      for (const [right, callers] of holders) {
        if (anyOf.includes(right)) continue;
        for (const caller of callers) {
          const { status, body, headers } = await callVtex(url, operation, caller, call);
          const title = `${operation.id} with ${right}: ${JSON.stringify(body)}`;
          assert.deepEqual([status, headers.get('x-chaveiro-code')], [403, 'resource_missing'], title);
          // It names what would open it, as /api/v1 does.
          for (const needed of anyOf.filter((each) => each !== 'ViewApiKeys')) {
            assert.ok(JSON.stringify(body).includes(needed), title);
          }
        }
      }
      assert.equal((await callVtex(url, operation, {}, call)).status, 401, operation.id);
      assert.equal(
        (await callVtex(url, operation, owner, call)).status,
        operation.success,
        `${operation.id} afterwards`,
      );
    }
  });

  test('what another site makes a browser send with the cookie of a session changes nothing', async () => {
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const [, right = ''] = vtexMatrix[operation.id] ?? assert.fail(operation.id);
      const call = await rightCall(operation.id);
      const user = holders.get(right)?.[1] ?? assert.fail(right);
      const { status, headers } = await callVtex(url, operation, { ...user, Origin: 'https://evil.example' }, call);
      assert.deepEqual([status, headers.get('x-chaveiro-code')], [403, 'cross_site_request'], operation.id);
      assert.equal(
        (await callVtex(url, operation, user, call)).status,
        operation.success,
        `${operation.id} afterwards`,
      );
    }
  });
});
