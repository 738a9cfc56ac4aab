import { readFileSync } from 'node:fs';
import { hashSource, type StaticPage } from '../static-page.ts';
import type { Components } from './example.ts';
import { type Html, html, prose } from './html.ts';
import { curlOf, exampleBody } from './request-example.ts';
import { fieldsOf, kindOf, row, type Schema, table } from './schema.ts';

/** Where the description of the API can be read. */
export const docsPath = '/api/docs';

/** Bodies by media type. */
export interface Content {
  readonly [mediaType: string]: { readonly schema: Schema; readonly example?: unknown };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Content;
}

interface Document {
  readonly info: { readonly title: string; readonly version: string };
  readonly tags?: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Components };
}

/** An operation and where it is. */
export interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/**
 * The description of the API as one page, made of the same document that `/api/openapi.json` serves: it
 * cannot say anything else. It loads nothing; its script searches and opens folds, and everything can be read without it.
 *
 * @param document as `openApiDocument` makes it
 */
export function readDocsPage(document: object): StaticPage {
  const { info, paths, components, tags = [] } = document as Document;
  const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
  const script = readFileSync(new URL('./search.js', import.meta.url), 'utf8');
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Entry => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = Map.groupBy(entries, ({ operation }) => operation.tags[0] ?? 'other');
  const names = [...new Set([...tags.map(({ name }) => name), ...byTag.keys()])].filter((name) => byTag.has(name));
  const groups = names.map((name) => ({
    name,
    description: tags.find((each) => each.name === name)?.description,
    entries: byTag.get(name) as readonly Entry[],
  }));
  const schemas = Object.entries(components.schemas);
  const page = html`<title>${info.title} API</title>
<header><p><a href="/admin">${info.title}</a></p><h1>${info.title} API <small>${info.version}</small></h1>
<p>The same as a document for tools: <a href="/api/openapi.json">OpenAPI 3.1</a>, and for the
<a href="/api/vtex/openapi.json">endpoints of VTEX</a>. Requests and answers are JSON; an error is a
<a href="#schema-Problem">problem document</a> whose <code>code</code> says what was wrong.</p></header>
${authentication}
<nav aria-label="Groups"><label for="search">Search</label><input id="search" type="search" placeholder="a word, a path, a field">
<p id="found" role="status"></p><ul>${groups.map(({ name }) => html`<li><a href="#${idOf(name)}">${titleOf(name)}</a></li>`)}
<li><a href="#schemas">Schemas</a></li></ul></nav>
<main>${groups.map((group) => groupOf(group, components.schemas))}
<details id="schemas"><summary><h2>Schemas</h2> <small>${schemas.length}</small></summary>${schemas.map(schemaOf)}</details></main>`;
  return {
    body: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>${style}</style>\n${page.text}\n<script>${script}</script>\n</html>\n`,
    headers: {
      'Content-Security-Policy':
        `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(style)}; base-uri 'none'; ` +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      'Referrer-Policy': 'no-referrer',
    },
  };
}

/** What a reader needs first: how to say who calls. */
const authentication = html`<section class="first" aria-labelledby="authenticate"><h2 id="authenticate">Authenticate</h2>
<p>A key is a pair: its key string (<code>AppKey</code>) and an API token (<code>AppToken</code>), shown once when the key is made under
<a href="/admin">API Keys</a>. Send both with each request, in one of these ways:</p>
<ul><li>as user and password of HTTP Basic: <code>Authorization: Basic base64(AppKey:AppToken)</code></li>
<li>as the headers <code>X-VTEX-API-AppKey</code> and <code>X-VTEX-API-AppToken</code></li>
<li>a user token in place of a pair: the header <code>VtexIdclientAutCookie</code></li></ul>
<p>The roles of the key in the account of the path say what it may do; each operation names the resources of which it needs one.</p>
<pre><code>CHAVEIRO=<span class="origin">https://keys.example.com</span>
APP_KEY=appkey-lojaverde-QWERTY
read -rs APP_TOKEN    # paste the token, press Enter
curl -s "$CHAVEIRO/api/v1/accounts/lojaverde/keys" -u "$APP_KEY:$APP_TOKEN"</code></pre>
<p>401 says that the credential is missing or wrong, 403 which resource is missing (<code>missingResources</code>), and 404 also that the
caller has no role in the account. Services and gateways that only ask whether a request is allowed use
<a href="#verify">verify</a>.</p></section>`;

function idOf(tag: string): string {
  return `group-${tag.replaceAll(' ', '-')}`;
}

function titleOf(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}

interface Group {
  readonly name: string;
  readonly description: string | undefined;
  readonly entries: readonly Entry[];
}

function groupOf({ name, description, entries }: Group, components: Components): Html {
  return html`<details id="${idOf(name)}"><summary><h2>${titleOf(name)}</h2> <small>${entries.length}</small></summary>
${description === undefined ? null : html`<p>${prose(description)}</p>`}${entries.map((entry) => operationOf(entry, components))}</details>`;
}

function operationOf(entry: Entry, components: Components): Html {
  const { method, path, operation } = entry;
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map((each) =>
    row(
      `${each.name}${each.in === 'path' ? '' : ` (${each.in})`}`,
      each.required === true,
      each.schema,
      each.description ?? each.schema.description,
    ),
  );
  return html`<details id="${operationId}"><summary><h3>${summary}</h3> <span class="address"><b>${method}</b> <code>${path}</code></span></summary>
${description === undefined ? null : html`<p>${prose(description)}</p>`}
<h4>Example</h4><pre><code>${curlOf(entry, components)}</code></pre>${exampleAnswer(responses, components)}
${rows.length === 0 ? null : html`<h4>Parameters</h4>${table(rows)}`}
${requestBody === undefined ? null : html`<h4>Body${requestBody.required === true ? '' : ' (optional)'}</h4>${contentOf(requestBody.content)}`}
<h4>Answers</h4><ul>${Object.entries(responses).map(
    ([status, response]) => html`<li><b>${status}</b> ${prose(response.description)}${kindsOf(response.content)}</li>`,
  )}</ul></details>`;
}

/** The answer of success: its status, headers of our own, and its body. */
function exampleAnswer(responses: Operation['responses'], components: Components): Html | null {
  const [status, response] = Object.entries(responses).find(([each]) => each.startsWith('2')) ?? [];
  if (response === undefined) return null;
  const headers = Object.keys(response.headers ?? {})
    .filter((name) => name !== 'X-Chaveiro-Stale')
    .map((name) => `${name}: ${headerSamples[name] ?? ''}`.trim());
  const body = exampleBody(response.content, components);
  const [mediaType] = Object.keys(response.content ?? {});
  const shown = body === undefined ? (mediaType === undefined ? '' : `(${mediaType})`) : JSON.stringify(body, null, 2);
  return html`<pre><code>${[`HTTP ${status}`, ...headers, ...(shown === '' ? [] : ['', shown])].join('\n')}</code></pre>`;
}

const headerSamples: Readonly<Record<string, string>> = {
  'X-Chaveiro-Revision': '1-42',
  Location: '/api/v1/accounts/lojaverde/…',
  'X-Chaveiro-Key': 'appkey-lojaverde-QWERTY',
  'X-Chaveiro-Key-Id': 'e075ba48-2f0d-4c53-9a39-52d6f2f7d6a1',
  'X-Chaveiro-Owner': 'lojaverde',
  'X-Chaveiro-Account': 'lojaverde',
  'X-Chaveiro-Resource': 'ListOrders',
};

function contentOf(content: Content): Html {
  return html`${Object.values(content).map(({ schema }) => fieldsOf(schema))}`;
}

/** What the body of an answer is. That a problem is a problem document need not be said each time. */
function kindsOf(content: Content = {}): Html {
  const bodies = Object.entries(content).filter(([mediaType]) => mediaType !== 'application/problem+json');
  return html`${bodies.map(([mediaType, { schema }]) => {
    const fields = schema.properties === undefined ? null : fieldsOf(schema);
    return html` <small>${mediaType}: ${fields === null ? kindOf(schema) : 'an object'}</small>${fields}`;
  })}`;
}

function schemaOf([name, schema]: readonly [string, Schema]): Html {
  const description = schema.description === undefined ? null : html`<p>${prose(schema.description)}</p>`;
  return html`<details id="schema-${name}"><summary><h3>${name}</h3></summary>${description}${fieldsOf(schema)}</details>`;
}
