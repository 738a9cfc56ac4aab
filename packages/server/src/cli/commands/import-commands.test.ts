import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, folder, json, verify } from './commands.fixture.ts';

test('catalog import and routes import take files, change nothing the second time, and refuse a bad file whole', async () => {
  const pair = await createAccount('sapataria');
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const catalog = file(
    'catalog.json',
    '\uFEFF[{"key":"RepairShoes","product":"Repair","category":"Shop","name":"Repair shoes"}]',
  );
  assert.deepEqual(await json('catalog', 'import', catalog), { added: 1, extended: 0, unchanged: 0 });
  assert.deepEqual(await json('catalog', 'import', catalog), { added: 0, extended: 0, unchanged: 1 });
  const routes = file('routes.json', '[{"method":"POST","path":"/repairs/{id}","anyOf":["RepairShoes"]}]');
  assert.deepEqual(await json('routes', 'import', routes, '--api', 'repairs'), { routes: 1, changed: true });
  assert.deepEqual(await json('routes', 'import', routes, '--api', 'repairs'), { routes: 1, changed: false });
  const ask = async (method: string, path: string) =>
    (await verify(pair, '--api', 'repairs', '--method', method, '--path', path)).answer;
  assert.equal((await ask('post', '/repairs/1')).matchedResource, 'RepairShoes');
  assert.equal((await ask('GET', '/repairs/1')).code, 'unknown_route');
  const bent = await ask('POST', '/repairs/../1');
  assert.equal(bent.code, 'bad_path');
  assert.match(bent.explanation, /At character 9: "\.\." is no name of a segment\./);

  const bad = file(
    'bad.json',
    '[{"method":"GET","path":"/x","anyOf":["RepairShoes"]},{"method":"GET","path":"/y","anyOf":["Nothing"]}]',
  );
  const refused = await runCaptured(['routes', 'import', bad, '--api', 'repairs'], env);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /Nothing/);
  assert.equal((await ask('GET', '/x')).code, 'unknown_route');
  assert.match((await runCaptured(['catalog', 'import', file('no.json', '{')], env)).stderr, /no.json is not JSON/);
});

test('a file that is not JSON is named with the reason, and nothing of it is quoted: it may hold tokens', async () => {
  const path = join(folder, 'tokens.json');
  for (const [content, reason] of [
    ['[{"appKey":"a","appToken":chv_geheim}]', "Unexpected token 'c'."],
    ['chv_geheim', "Unexpected token 'c'."],
    ['openapi: chv_geheim\n', "Unexpected token 'o'."],
    ['[\n{chv_geheim', 'line 2 column 2'],
  ] as const) {
    writeFileSync(path, content);
    const { status, stdout, stderr } = await runCaptured(['routes', 'import', path, '--api', 'orders'], env);
    assert.deepEqual([status, stdout], [2, '']);
    assert.ok(stderr.startsWith(`chaveiro: ${path} is not JSON: `) && stderr.includes(reason), stderr);
    assert.doesNotMatch(stderr, /geheim/);
    assert.equal(stderr.trimEnd().split('\n').length, 2);
  }
});
