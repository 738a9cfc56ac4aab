import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { callApi, credentialHeaders } from '../support/api.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { exampleFolder } from '../support/repository.ts';
import { startScriptedChaveiro } from '../support/scripted-chaveiro.ts';
import { createKey, gateways, openShop, type Shop } from '../support/shop.ts';

/** One row of the table in an example's README. */
interface DocumentedAnswer {
  /** A code, or in words what Chaveiro does instead of deciding: `nothing` where it could not read the request. */
  readonly decision: string;
  /** `null` when Chaveiro does not answer. */
  readonly status: number | null;
  /** `null` for the application's own answer. */
  readonly clientStatus: number | null;
  readonly clientCode: string | null;
  /** Whether the row says that the client is not told to come again. */
  readonly isFinal: boolean;
}

function readTable(gateway: string): DocumentedAnswer[] {
  const readme = readFileSync(join(exampleFolder, gateway, 'README.md'), 'utf8');
  const section = readme.split('## What the client gets')[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Chaveiro decides'))
    .flatMap((line) => {
      const [decision = '', status = '', client = '', code = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      // A row may have several statuses: each is what happens.
      return (status === '' ? [null] : status.split(',').map(Number)).map((one) => ({
        decision: decision.replaceAll('`', '').replace(/^nothing: .*/, 'nothing'),
        status: one,
        clientStatus: client.startsWith('the application')
          ? null
          : client === 'the same'
            ? one
            : Number.parseInt(client, 10),
        clientCode: code === '' ? null : code.replaceAll('`', ''),
        isFinal: client.includes('without `Retry-After`'),
      }));
    });
}

const codes = [
  ...[
    'allowed',
    'missing_credentials',
    'ambiguous_credentials',
    'invalid_credentials',
    'key_inactive',
    'token_expired',
  ],
  ...['account_inactive', 'bad_path', 'unknown_route', 'no_grant', 'resource_denied', 'misconfigured'],
  ...['not_ready', 'too_stale', 'overloaded'],
];

let shop: Shop;
before(async () => {
  shop = await openShop();
});

for (const { name, program, start } of gateways) {
  describe(`D5: the table in examples/${name}/README.md is what happens`, { skip: program.skip }, () => {
    test('it has a row for every code, and for a Chaveiro that cannot read a request, is away or silent', () => {
      const decisions = new Set(readTable(name).map(({ decision }) => decision));
      assert.deepEqual([...decisions], [...codes, 'nothing', 'cannot be reached', 'does not answer']);
    });

    test('every row: the client gets that status and that code', async () => {
      const app = await startRecordingApp();
      const scripted = await startScriptedChaveiro();
      const { url } = await start({ chaveiro: scripted.address, appPort: app.port });
      const closed = await start({ chaveiro: '127.0.0.1:9', appPort: app.port });
      for (const { decision, status, clientStatus, clientCode, isFinal } of readTable(name)) {
        const isAllowed = decision === 'allowed';
        const code = decision === 'nothing' ? clientCode : decision;
        if (status !== null) {
          scripted.next = { kind: 'answer', status, ...(isAllowed || code === null ? {} : { code }) };
        }
        if (status === null) scripted.next = { kind: 'silence' };
        const gateway = decision === 'cannot be reached' ? closed.url : url;
        const answer = await fetch(`${gateway}/reports/a?answer=418`);
        await answer.arrayBuffer();
        assert.equal(answer.status, clientStatus ?? 418, decision);
        assert.equal(answer.headers.get('x-chaveiro-code'), clientCode, decision);
        if (isFinal) assert.equal(answer.headers.has('retry-after'), false, decision);
        assert.equal(app.take().length, isAllowed ? 1 : 0, decision);
      }
    });

    test('the statuses of its second column are those of the real server', async () => {
      const app = await startRecordingApp();
      const { url } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const documented = new Map(readTable(name).map((row) => [row.decision, row.clientStatus]));
      const inactive = await createKey(shop.server.url, shop.owner, `inactive behind ${name}`, []);
      await callApi(shop.server.url, shop.owner, 'PATCH', `/api/v1/accounts/lojaverde/keys/${inactive.id}`, {
        isActive: false,
      });
      const reader = credentialHeaders(shop.reader);
      for (const [code, path, headers] of [
        ['missing_credentials', '/reports/a', {}],
        ['ambiguous_credentials', '/reports/a', { ...reader, Authorization: `Basic ${btoa('a:b')}` }],
        ['invalid_credentials', '/reports/a', credentialHeaders({ ...shop.reader, appToken: shop.idle.appToken })],
        ['key_inactive', '/reports/a', credentialHeaders(inactive)],
        ['bad_path', '/reports/a;b', reader],
        ['unknown_route', '/api/nothing', reader],
        ['no_grant', '/reports/a', credentialHeaders(shop.idle)],
        ['resource_denied', '/api/vlm/appkeys', reader],
      ] as const) {
        const answer = await fetch(url + path, { headers });
        const body = (await answer.json()) as { code: string; status: number };
        assert.deepEqual([answer.headers.get('x-chaveiro-code'), answer.status], [code, documented.get(code)]);
        assert.deepEqual([body.code, body.status], [code, answer.status]);
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
        assert.equal(answer.headers.has('www-authenticate'), answer.status === 401);
      }
      assert.deepEqual(app.take(), []);
    });

    test('what the application itself answers reaches the client unchanged', async () => {
      const app = await startRecordingApp();
      const { url } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      for (const status of [200, 201, 401, 403, 404, 500, 502, 503]) {
        const answer = await fetch(`${url}/reports/a?answer=${status}`, { headers: credentialHeaders(shop.reader) });
        assert.deepEqual([answer.status, await answer.text()], [status, 'the application']);
        assert.equal(answer.headers.has('x-chaveiro-code'), false);
      }
    });
  });
}
