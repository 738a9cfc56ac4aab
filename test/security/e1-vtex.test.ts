import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { keyCaller, post, userCaller } from '../support/account-subjects.ts';
import { credentialHeaders } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { engines } from '../support/databases.ts';
import type { Caller } from '../support/described-operations.ts';
import { lookInto } from '../support/look-into.ts';
import { callVtex, readVtexDescription, type VtexCall, type VtexOperation } from '../support/vtex-description.ts';
import { rightVtexRequests, vtexMatrix } from '../vtex/vtex-requests.ts';
import { openTwoAccounts, type TwoAccounts, unknownLike } from './two-accounts.ts';

for (const engine of engines) {
  describe(`E1: the endpoints of VTEX keep accounts apart on ${engine}`, () => {
    let stage: TwoAccounts;
    let operations: readonly VtexOperation[];

    before(async () => {
      stage = await openTwoAccounts(engine);
      operations = (await readVtexDescription(stage.url)).filter(({ id }) => id in vtexMatrix);
    });

    /** What is answered, without what was asked for. */
    async function ask(operation: VtexOperation, caller: Caller, call: VtexCall, asked: string) {
      const { status, headers, body } = await callVtex(stage.url, operation, caller, call);
      const text = JSON.stringify(body ?? null).replaceAll(asked, '{asked}');
      return { status, code: headers.get('x-chaveiro-code'), revision: headers.get('x-chaveiro-revision'), text };
    }

    test("another account's user or key is answered like one that never existed, and nothing of that account changes", async () => {
      const { url, own, other } = stage;
      const callers: Record<string, Caller> = {
        'the Owner key': credentialHeaders(own.account.owner),
        'a user who is Owner of both': await userCaller(url, 'ana@example.com', [
          [own.account, [1]],
          [other.account, [1]],
        ]),
      };
      const hidden = await Promise.all(
        operations.map(async (operation) => [operation, await rightVtexRequests[operation.id]?.(other)] as const),
      );
      const unchanged = await lookInto(url, other.account);
      for (const [operation, request] of hidden) {
        if (request?.names === undefined) continue;
        const { names, ...call } = request;
        for (const [who, caller] of Object.entries(callers)) {
          const withName = (name: string): VtexCall => ({
            ...call,
            params: { ...call.params, [names.place]: name },
            query: { ...call.query, an: own.account.name },
          });
          for (const name of names.forms) {
            const unknown = unknownLike(name);
            const [seen, neverExisted] = [
              await ask(operation, caller, withName(name), name),
              await ask(operation, caller, withName(unknown), unknown),
            ];
            assert.deepEqual(seen, neverExisted, `${operation.id} by ${who}: ${name}`);
          }
        }
      }
      assert.deepEqual(await lookInto(url, other.account), unchanged);
    });

    test('an account in `an` in which the caller has no role is answered like one that never existed', async () => {
      const { url, own, other } = stage;
      const revoked = await post<KeyPair>(url, other.account, '/keys', { label: 'revoked' });
      const strangers: Record<string, Caller> = {
        'the Owner of another account': credentialHeaders(other.account.owner),
        'a key of the account without roles': await keyCaller(url, own.account, []),
        'an external key whose grant was revoked': credentialHeaders(revoked),
        'a user of another account': await userCaller(url, 'bia@example.com', [[other.account, [1]]]),
      };
      await own.grant([revoked.id, revoked.appKey]);
      await own.revoke([revoked.id, revoked.appKey]);
      const unchanged = await lookInto(url, own.account);
      for (const operation of operations) {
        const request = await rightVtexRequests[operation.id]?.(other);
        for (const [who, caller] of Object.entries(strangers)) {
          const asked = (an: string) => ask(operation, caller, { ...request, query: { ...request?.query, an } }, an);
          const [hidden, unknown] = [await asked(own.account.name), await asked('lojanenhuma')];
          assert.deepEqual(hidden, unknown, `${operation.id} by ${who}`);
          assert.deepEqual([hidden.status, hidden.code], [404, 'not_found'], `${operation.id} by ${who}`);
        }
      }
      assert.deepEqual(await lookInto(url, own.account), unchanged);
    });
  });
}
