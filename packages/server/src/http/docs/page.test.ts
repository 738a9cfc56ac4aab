import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/schema';
import { openApiDocument } from '../openapi.ts';
import { openServer } from '../server.fixture.ts';
import { hashSource } from '../static-page.ts';
import type { Components } from './example.ts';
import { html } from './html.ts';
import { docsPath, type Entry, readDocsPage } from './page.ts';
import { curlOf, exampleBody } from './request-example.ts';

interface Described {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Entry['operation']>>;
  readonly components: { readonly schemas: Components };
}

test('the page has every operation and every schema of the description in a group, and no link of it leads nowhere', () => {
  const { body } = readDocsPage(openApiDocument());
  const { paths, components, tags } = openApiDocument() as Described;
  const operations = Object.values(paths).flatMap((each) => Object.values(each));
  assert.ok(operations.length >= 50, `${operations.length} operations`);
  const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
  assert.equal(new Set(ids).size, ids.length);
  const described = [
    ...operations.map(({ operationId }) => operationId),
    ...Object.keys(components.schemas).map((name) => `schema-${name}`),
    ...tags.map(({ name }) => `group-${name.replaceAll(' ', '-')}`),
  ];
  assert.deepEqual(ids.toSorted(), [...described, 'schemas', 'authenticate', 'search', 'found'].toSorted());
  for (const [, target = ''] of body.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target);
  for (const [name, { properties = {} }] of Object.entries(components.schemas)) {
    const [, schema = ''] = new RegExp(`id="schema-${name}">([\\s\\S]*?)</details>`).exec(body) ?? [];
    for (const field of Object.keys(properties))
      assert.ok(schema.includes(`<code>${field}</code>`), `${name} ${field}`);
  }
  const summaries = operations.map(({ summary }) => summary);
  assert.equal(new Set(summaries).size, summaries.length, 'no two are called alike');
});

test('its first screen says how to authenticate', () => {
  const { body } = readDocsPage(openApiDocument());
  const first = body.slice(body.indexOf('<header>'), body.indexOf('<main>'));
  for (const word of ['AppKey', 'AppToken', 'Authorization: Basic', 'X-VTEX-API-AppKey', 'VtexIdclientAutCookie']) {
    assert.ok(first.includes(word), word);
  }
});

test('each operation has a request to copy and an answer, of the form that it has under the description', () => {
  const { body } = readDocsPage(openApiDocument());
  const { paths, components } = JSON.parse(JSON.stringify(openApiDocument())) as Described;
  const whole = (schema: unknown): object => resolve(schema, components.schemas) as object;
  const check = (schema: unknown, value: unknown, where: string) => {
    const [isValid, errors] = Compile(whole(schema)).Errors(value);
    assert.ok(isValid, `${where}: ${JSON.stringify(errors)} in ${JSON.stringify(value)}`);
  };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const { operationId, requestBody, responses } = operation;
      const curl = curlOf({ method: method.toUpperCase(), path, operation }, components.schemas);
      assert.match(curl, /^curl -s (-X [A-Z]+ )?"\$CHAVEIRO\/[^{}" ]+"/, operationId);
      const needsPair = operation.security?.some((each) => 'basic' in each);
      assert.equal(curl.includes('-u "$APP_KEY:$APP_TOKEN"'), needsPair || path.startsWith('/forward-auth/'), curl);
      const article = body.slice(body.indexOf(`id="${operationId}"`)).split('<h4>Answers</h4>')[0] ?? '';
      assert.match(article, /<pre><code>HTTP 2\d\d/, operationId);
      const schema = requestBody?.content['application/json']?.schema;
      if (schema !== undefined) check(schema, exampleBody(requestBody?.content, components.schemas), operationId);
      for (const [status, { content }] of Object.entries(responses)) {
        const answer = content?.['application/json']?.schema;
        if (answer !== undefined) check(answer, exampleBody(content, components.schemas), `${operationId} ${status}`);
      }
    }
  }
});

/** A schema with what it refers to in the place of the references. */
function resolve(node: unknown, schemas: Components): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((each) => resolve(each, schemas));
  if ('$ref' in node) return resolve(schemas[String(node.$ref).split('/').at(-1) as string], schemas);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, schemas)]));
}

test('what the description says is text in the page, whatever characters it has', () => {
  assert.equal(
    html`<p>${'<script>alert("1")</script> & more'}</p>`.text,
    '<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more</p>',
  );
  assert.equal(html`<ul>${['a', html`<b>${'<'}</b>`, null]}</ul>`.text, '<ul>a<b>&lt;</b></ul>');
  const document = {
    info: { title: 'T', version: '1' },
    paths: { '/x': { get: { operationId: 'x', summary: '"><img src=x>', tags: ['<t>'], responses: {} } } },
    components: { schemas: {} },
  };
  assert.doesNotMatch(readDocsPage(document).body, /<img|<t>/);
});

test('it is served without a credential, and its policy lets nothing in but its own style and script', async (t) => {
  const server = await openServer(t);
  const page = await server.call(docsPath);
  assert.equal(page.status, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.body) ?? [];
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page.body) ?? [];
  const rest = page.body.replace(`<style>${style}</style>`, '').replace(`<script>${script}</script>`, '');
  assert.doesNotMatch(rest, /<script|<link|<img|\sstyle=|\son[a-z]+=|(src|href)="https?:\/\//);
  assert.equal(
    page.headers['content-security-policy'],
    `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(style)}; base-uri 'none'; ` +
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  );
});
