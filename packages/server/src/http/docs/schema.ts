import { type Html, html, prose } from './html.ts';

/** A schema as it stands in the description: the part of JSON Schema that our own schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly format?: string;
  readonly description?: string;
}

/** What kind of value it is, in a few words. */
export function kindOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) return joined(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`));
  if (schema.anyOf !== undefined) return joined(schema.anyOf.map(kindOf));
  if (schema.type === 'array' && schema.items !== undefined) return html`list of ${kindOf(schema.items)}`;
  const type = [schema.type ?? 'any value'].flat().join(' or ');
  return html`${type}${schema.format === undefined ? null : html` (${schema.format})`}`;
}

function joined(kinds: readonly Html[]): Html {
  return html`${kinds.map((kind, place) => (place === 0 ? kind : html` or ${kind}`))}`;
}

/** The fields of an object in a table, those of objects inside it below it; only its kind when it has none. */
export function fieldsOf(schema: Schema): Html {
  const rows = rowsOf(schema, '');
  return rows.length === 0 ? html`<p>${kindOf(schema)}${describe(schema)}</p>` : table(rows);
}

/** A table of names, kinds and meanings. */
export function table(rows: readonly Html[]): Html {
  return html`<div class="table"><table><thead><tr><th>Name</th><th>Value</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** One row of such a table. */
export function row(name: string, isRequired: boolean, schema: Schema, meaning: string | undefined): Html {
  const mark = isRequired ? null : html` <small>optional</small>`;
  return html`<tr><td><code>${name}</code>${mark}</td><td>${kindOf(schema)}</td><td>${prose(meaning)}</td></tr>`;
}

function rowsOf(schema: Schema, prefix: string): Html[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((each) => rowsOf(each, prefix));
  if (schema.items !== undefined && prefix !== '') return rowsOf(schema.items, `${prefix.slice(0, -1)}[].`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    row(prefix + name, schema.required?.includes(name) ?? false, field, field.description),
    ...rowsOf(field, `${prefix}${name}.`),
  ]);
}

function describe({ description }: Schema): Html | null {
  return description === undefined ? null : html`: ${prose(description)}`;
}
