import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiDocument } from '../openapi.ts';
import { openServer } from '../server.fixture.ts';
import { hashSource } from '../static-page.ts';
import { html } from './html.ts';
import { docsPath, readDocsPage } from './page.ts';

interface Described {
  readonly paths: Record<string, Record<string, { operationId: string; summary: string }>>;
  readonly components: { readonly schemas: Record<string, { properties?: Record<string, unknown> }> };
}

test('the page has every operation and every schema of the description, and no link of it leads nowhere', () => {
  const { body } = readDocsPage(openApiDocument());
  const { paths, components } = openApiDocument() as Described;
  const operations = Object.values(paths).flatMap((each) => Object.values(each));
  assert.ok(operations.length >= 50, `${operations.length} operations`);
  const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, [
    ...[...Map.groupBy(operations, (each) => JSON.stringify((each as { tags?: string[] }).tags)).values()]
      .flat()
      .map(({ operationId }) => operationId),
    ...Object.keys(components.schemas).map((name) => `schema-${name}`),
  ]);
  for (const [, target = ''] of body.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target);
  for (const [name, { properties = {} }] of Object.entries(components.schemas)) {
    const [, article = ''] = new RegExp(`id="schema-${name}">([\\s\\S]*?)</article>`).exec(body) ?? [];
    for (const field of Object.keys(properties))
      assert.ok(article.includes(`<code>${field}</code>`), `${name} ${field}`);
  }
});

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

test('it is served without a credential, has no script, and its policy lets nothing in but its own style', async (t) => {
  const server = await openServer(t);
  const page = await server.call(docsPath);
  assert.equal(page.status, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.doesNotMatch(page.body, /<script|<link|<img|\sstyle=|\son[a-z]+=|https?:\/\//);
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.body) ?? [];
  assert.equal(
    page.headers['content-security-policy'],
    `default-src 'none'; style-src ${hashSource(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});
