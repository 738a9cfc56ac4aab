import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { keyCaller, post, userCaller } from '../support/account-subjects.ts';
import { credentialHeaders } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { engines } from '../support/databases.ts';
import { type Caller, callOperation, type ExactAnswer } from '../support/described-operations.ts';
import { lookInto } from '../support/look-into.ts';
import { plainInputs, rightRequest, rightRequests, usualIds, withDryRun } from './right-requests.ts';
import { type Attempt, listAttempts, openTwoAccounts, type TwoAccounts, unknownLike } from './two-accounts.ts';

/** What an answer says beyond repeating the id that was asked for. */
function beyond(id: string, answer: ExactAnswer): ExactAnswer {
  return { ...answer, text: answer.text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '{id}') };
}

/** Each of the attempt's ids, in each of its forms, is answered like an unknown one, also in a dry run. */
async function checkAlike({ url, own }: TwoAccounts, who: string, caller: Caller, attempt: Attempt): Promise<void> {
  const { operation, request, place, hidden } = attempt;
  for (const ids of withDryRun(operation, usualIds(request.ids))) {
    const ask = async (id: string) => {
      const call = { account: own.account.name, ids: { ...ids, [place]: id }, body: request.body };
      return beyond(id, await callOperation(url, operation, caller, call));
    };
    const unknown = new Map<number, ExactAnswer>();
    for (const [what, names] of Object.entries(hidden)) {
      for (const [form, name] of names.entries()) {
        const title = `${operation.id} by ${who} with ${what} as ${place}: ${name}`;
        const neverExisted = unknown.get(form) ?? (await ask(unknownLike(name)));
        unknown.set(form, neverExisted);
        assert.deepEqual(await ask(name), neverExisted, title);
        if (operation.inputs.path.includes(place)) assert.equal(neverExisted.status, 404, title);
      }
    }
  }
}

for (const engine of engines) {
  describe(`E1: accounts are apart on ${engine}`, () => {
    let stage: TwoAccounts;
    let callers: Record<string, Caller>;

    before(async () => {
      stage = await openTwoAccounts(engine);
      const { url, own, other } = stage;
      callers = {
        'the Owner key': credentialHeaders(own.account.owner),
        'a user who is Owner of both': await userCaller(url, 'ana@example.com', [
          [own.account, [1]],
          [other.account, [1]],
        ]),
      };
    });

    test('every route of an account has a right request, and everything in it that names something is asked for', async () => {
      assert.deepEqual(stage.operations.map(({ id }) => id).sort(), Object.keys(rightRequests).sort());
      for (const operation of stage.operations) {
        const { ids, hasPair } = await rightRequest(operation.id, stage.own);
        const { path, query, body } = operation.inputs;
        const unnamed = [
          ...path,
          ...[...query, ...body].filter((name) => !(plainInputs.has(name) || (hasPair && name === 'appKey'))),
        ];
        assert.deepEqual(Object.keys(ids).sort(), unnamed.sort(), operation.id);
      }
    });

    test("another account's id is answered like one that never existed, and nothing of that account changes", async () => {
      const { url, own, other, operations } = stage;
      const attempts = await listAttempts(stage);
      const unchanged = await lookInto(url, other.account);
      for (const [who, caller] of Object.entries(callers)) {
        for (const attempt of attempts) await checkAlike(stage, who, caller, attempt);
      }
      assert.deepEqual(await lookInto(url, other.account), unchanged);
      // And it was for the id alone: with their own, the same requests succeed.
      for (const [who, caller] of Object.entries(callers)) {
        for (const operation of operations) {
          const { ids, body } = await rightRequest(operation.id, own);
          const call = { account: own.account.name, ids: usualIds(ids), body };
          const { status, text } = await callOperation(url, operation, caller, call);
          assert.equal(status, operation.success, `${operation.id} by ${who}: ${text}`);
        }
      }
    });

    test('an account in which the caller has no role is answered like one that never existed, on every route', async () => {
      const { url, own, other, operations } = stage;
      const revoked = await post<KeyPair>(url, other.account, '/keys', { label: 'revoked' });
      const strangers: Record<string, Caller> = {
        'the Owner of another account': credentialHeaders(other.account.owner),
        'a key of the account without roles': await keyCaller(url, own.account, []),
        'an external key whose grant was revoked': credentialHeaders(revoked),
        'a user of another account': await userCaller(url, 'bia@example.com', [[other.account, [1]]]),
        'a user who was invited and has not come': await userCaller(url, 'caio@example.com', [[other.account, [1]]]),
      };
      await own.grant([revoked.id, revoked.appKey]);
      await own.revoke([revoked.id]);
      await post(url, own.account, '/users', { email: 'caio@example.com', roles: [1] });
      const requests = await Promise.all(
        operations.map(async (operation) => ({ operation, request: await rightRequest(operation.id, own) })),
      );
      const unchanged = await lookInto(url, own.account);
      for (const [who, caller] of Object.entries(strangers)) {
        for (const { operation, request } of requests) {
          const ids = usualIds(request.ids);
          const ask = (account: string) => callOperation(url, operation, caller, { ...request, account, ids });
          const answer = await ask(own.account.name);
          assert.equal(answer.status, 404, `${operation.id} by ${who}: ${answer.text}`);
          assert.deepEqual(answer, await ask(unknownLike(own.account.name)), `${operation.id} by ${who}`);
        }
      }
      assert.deepEqual(await lookInto(url, own.account), unchanged);
    });
  });
}
