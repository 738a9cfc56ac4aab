/** The types of the pages' client, written from the description of the API. */

/** What the descriptions of this project use of JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const managed = '/api/v1/';

/** A TypeScript module with a type for each named schema, and `Operations`: by method and path, what goes in and out. */
export function apiTypes(description: ApiDescription): string {
  const named = Object.entries(description.components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      path.startsWith(managed) ? [`  '${method.toUpperCase()} ${path}': ${operationType(operation)};`] : [],
    ),
  );
  return [
    '// Written by `npm run generate` from the description of the API. Do not edit.',
    '',
    ...named,
    '',
    'export interface Operations {',
    ...operations,
    '}',
    '',
  ].join('\n');
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const answer = success?.content?.['application/json']?.schema;
  const body = requestBody?.content['application/json']?.schema;
  const fields = [
    `path: ${parametersType(parameters, 'path')}`,
    `query: ${parametersType(parameters, 'query')}`,
    `body: ${body === undefined ? 'undefined' : typeOf(body)}${requestBody?.required === false ? ' | undefined' : ''}`,
    `answer: ${answer === undefined ? 'undefined' : typeOf(answer)}`,
  ];
  return `{ ${fields.join('; ')} }`;
}

function parametersType(parameters: readonly Parameter[], place: Parameter['in']): string {
  const chosen = parameters.filter((each) => each.in === place);
  return objectType(chosen.map((each) => [each.name, each.schema, each.required] as const));
}

function objectType(fields: readonly (readonly [name: string, schema: Schema, isRequired: boolean])[]): string {
  if (fields.length === 0) return 'object';
  const lines = fields.map(([name, schema, isRequired]) => {
    const key = /^[A-Za-z]\w*$/.test(name) ? name : `'${name}'`;
    return `${key}${isRequired ? '' : '?'}: ${typeOf(schema)}`;
  });
  return `{ ${lines.join('; ')} }`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case 'object': {
      const { properties, required = [], additionalProperties } = schema;
      if (Object.keys(properties ?? {}).length === 0 && typeof additionalProperties === 'object') {
        return `{ readonly [name: string]: ${typeOf(additionalProperties)} }`;
      }
      if (properties === undefined) return '{ readonly [name: string]: unknown }';
      return objectType(Object.entries(properties).map(([name, field]) => [name, field, required.includes(name)]));
    }
    default:
      return 'unknown';
  }
}
