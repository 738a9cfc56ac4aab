/** What generated clients, collections and code in the wild send: all of it is taken. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type AccountSubjects, createSubjects, type OwnedAccount } from '../support/account-subjects.ts';
import { credentialHeaders } from '../support/api.ts';
import { createInstallation } from '../support/databases.ts';
import { callVtex, readVtexDescription, type VtexOperation } from '../support/vtex-description.ts';
import { rightVtexRequests } from './vtex-requests.ts';

type Headers = Readonly<Record<string, string>>;

/** Beside the credential, in the place of the usual two: every endpoint is asked in each way. */
const styles: Readonly<Record<string, Headers>> = {
  'a charset': { 'Content-Type': 'application/json; charset=utf-8' },
  'a charset in capitals, without a space': { 'Content-Type': 'application/json;charset=UTF-8' },
  'a type of a vendor': { 'Content-Type': 'application/vnd.vtex.v1+json' },
  'text/json': { 'Content-Type': 'text/json' },
  'an Accept of another API': { Accept: 'application/vnd.vtex.ds.v10+json' },
  'any Accept': { Accept: '*/*' },
  'Accept said twice': { Accept: 'application/json, application/json' },
  'headers of a tool': {
    'User-Agent': 'PostmanRuntime/7.43.0',
    'Postman-Token': 'e5e0a1f2',
    'Cache-Control': 'no-cache',
    'Accept-Encoding': 'gzip, deflate, br',
  },
  'an Authorization that is for somebody else': { Authorization: 'Bearer for.somebody.else' },
};

describe("what VTEX's clients send", () => {
  let url: string;
  let operations: readonly VtexOperation[];
  let subjects: AccountSubjects;
  let owner: OwnedAccount['owner'];
  let userToken: string;

  before(async () => {
    const installation = await createInstallation('sqlite', { CHAVEIRO_KEY_PREFIX: 'vtexappkey' });
    const open = async (name: string) => ({ name, owner: await installation.createAccount(name) });
    const account = await open('lojaverde');
    owner = account.owner;
    const partner = await open('lojaroxa');
    url = (await installation.serve()).url;
    operations = await readVtexDescription(url);
    subjects = createSubjects(url, account, partner);
    const login = { method: 'POST', path: '/api/vtexid/apptoken/login' };
    const body = { appkey: owner.appKey, apptoken: owner.appToken };
    userToken = (await callVtex(url, login, {}, { body })).body.token;
  });

  /** Asks every endpoint something that succeeds. */
  async function askAll(what: string, headers: Headers, query: Readonly<Record<string, string>> = {}) {
    for (const operation of operations) {
      const call = await (rightVtexRequests[operation.id] ?? assert.fail(operation.id))(subjects);
      const asked = { ...call, query: { ...call.query, ...query } };
      const answer = await callVtex(url, operation, headers, asked);
      const title = `${operation.id} with ${what}: ${JSON.stringify(answer.body)}`;
      assert.deepEqual([answer.status, operation.checkAnswer(answer)], [operation.success, []], title);
    }
  }

  for (const [what, headers] of Object.entries(styles)) {
    test(`every endpoint takes ${what}`, async () => {
      await askAll(what, { ...credentialHeaders(owner), ...headers });
    });
  }

  test('every endpoint takes each kind of credential, and an empty header beside it', async () => {
    const pair = credentialHeaders(owner);
    const lower = Object.fromEntries(Object.entries(pair).map(([name, value]) => [name.toLowerCase(), value]));
    for (const [what, headers] of Object.entries({
      'a pair under names in lower case': lower,
      'a user token': { VtexIdclientAutCookie: userToken },
      'a user token in a cookie': { Cookie: `VtexIdclientAutCookie=${userToken}` },
      'a pair, and the header of user tokens left empty': { ...pair, VtexIdclientAutCookie: '' },
    })) {
      await askAll(what, headers);
    }
  });

  test('a login is answered whatever half of a credential comes beside its body', async () => {
    const login = operations.find(({ id }) => id === 'loginWithAppToken') ?? assert.fail();
    const call = await (rightVtexRequests.loginWithAppToken ?? assert.fail())(subjects);
    for (const headers of [{ 'X-VTEX-API-AppKey': owner.appKey }, { VtexIdclientAutCookie: 'x' }]) {
      assert.equal((await callVtex(url, login, headers, call)).status, 200, JSON.stringify(headers));
    }
  });

  test('parameters that are left empty are as if they were not there', async () => {
    const empty = { numItems: '', pageNumber: '', sort: '', sortType: '', an: '' };
    await askAll('empty parameters', credentialHeaders(owner), empty);
  });

  test('an endpoint that takes no body is asked without a type, and with one of forms', async () => {
    const withoutBody = operations.filter(({ method }) => /^(GET|DELETE|PATCH)$/.test(method));
    assert.ok(withoutBody.length > 8);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
      for (const operation of withoutBody) {
        const call = await (rightVtexRequests[operation.id] ?? assert.fail())(subjects);
        const headers = { ...credentialHeaders(owner), 'Content-Type': type };
        const { status } = await callVtex(url, operation, headers, call);
        assert.equal(status, operation.success, `${operation.id} with ${type}`);
      }
    }
  });
});
