import { readFileSync } from 'node:fs';
import { hashSource, type StaticPage } from '../static-page.ts';
import { type Html, html, prose } from './html.ts';
import { fieldsOf, kindOf, row, type Schema, table } from './schema.ts';

/** Where the description of the API can be read. */
export const docsPath = '/api/docs';

interface Content {
  readonly [mediaType: string]: { readonly schema: Schema };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly 'x-required-resources'?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface Document {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** An operation and where it is. */
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/**
 * The description of the API as one page, made of the same document that `/api/openapi.json` serves: it
 * cannot say anything else. It has no script and loads nothing.
 *
 * @param document as `openApiDocument` makes it
 */
export function readDocsPage(document: object): StaticPage {
  const { info, paths, components } = document as Document;
  const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Entry => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = [...Map.groupBy(entries, ({ operation }) => operation.tags[0] ?? 'other')];
  const schemas = Object.entries(components.schemas);
  const page = html`<title>${info.title} API</title>
<header><h1>${info.title} API <small>${info.version}</small></h1>
<p>The same as a document for tools: <a href="/api/openapi.json">OpenAPI 3.1</a>. Requests and answers are JSON; an error is a
<a href="#schema-Problem">problem document</a> whose <code>code</code> says what was wrong.</p></header>
<nav aria-label="Operations">${byTag.map(([tag, of]) => linksOf(tag, of))}<h2>Schemas</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul></nav>
<main>${byTag.map(([tag, of]) => html`<section><h2>${titleOf(tag)}</h2>${of.map(operationOf)}</section>`)}
<section><h2>Schemas</h2>${schemas.map(schemaOf)}</section></main>`;
  return {
    body: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>${style}</style>\n${page.text}\n</html>\n`,
    headers: {
      'Content-Security-Policy': `default-src 'none'; style-src ${hashSource(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
    },
  };
}

function linksOf(tag: string, entries: readonly Entry[]): Html {
  const links = entries.map(
    ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
  );
  return html`<h2>${titleOf(tag)}</h2><ul>${links}</ul>`;
}

function titleOf(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}

function operationOf({ method, path, operation }: Entry): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const needs = operation['x-required-resources'] ?? [];
  const rows = parameters.map((each) =>
    row(
      `${each.name}${each.in === 'path' ? '' : ` (${each.in})`}`,
      each.required === true,
      each.schema,
      each.description ?? each.schema.description,
    ),
  );
  return html`<article id="${operationId}"><h3>${summary}</h3>
<p class="address"><b>${method}</b> <code>${path}</code></p>
${description === undefined ? null : html`<p>${prose(description)}</p>`}
${needs.length === 0 ? null : html`<p>Needs ${needs.map((key, place) => html`${place === 0 ? '' : ' or '}<code>${key}</code>`)}.</p>`}
${rows.length === 0 ? null : html`<h4>Parameters</h4>${table(rows)}`}
${requestBody === undefined ? null : html`<h4>Body${requestBody.required === true ? '' : ' (optional)'}</h4>${contentOf(requestBody.content)}`}
<h4>Answers</h4><ul>${Object.entries(responses).map(
    ([status, response]) => html`<li><b>${status}</b> ${prose(response.description)}${kindsOf(response.content)}</li>`,
  )}</ul></article>`;
}

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
  return html`<article id="schema-${name}"><h3>${name}</h3>${description}${fieldsOf(schema)}</article>`;
}
