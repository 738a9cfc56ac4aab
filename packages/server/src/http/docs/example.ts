import type { Schema } from './schema.ts';

/** A schema as it stands in the description, with what an example has to keep to. */
interface ExampleSchema extends Schema {
  readonly pattern?: string;
  readonly minimum?: number;
}

/** Schemas by their name. */
export type Components = Readonly<Record<string, Schema>>;

/** What stands in examples, by the name of the field or parameter: one account, one key, one person. */
const samples: Readonly<Record<string, unknown>> = {
  account: 'lojaverde',
  owner: 'lojaverde',
  grantingAccount: 'lojaazul',
  appKey: 'appkey-lojaverde-QWERTY',
  appToken: 'the API token',
  userToken: 'the user token',
  api: 'orders',
  method: 'GET',
  path: '/orders/42',
  resource: 'ListOrders',
  resources: ['ListOrders'],
  anyOf: ['ListOrders'],
  requiredResources: ['ListOrders'],
  matchedResource: 'ListOrders',
  label: 'Reports',
  note: 'Warehouse in Porto',
  template: 'OMS - Read only',
  email: 'ana@lojaverde.example',
  password: 'correct horse battery staple',
  currentPassword: 'the password until now',
  newPassword: 'correct horse battery staple',
  user: '5f0c9f6e6a0b4c0f8f7d3b1a2c4d5e6f',
  session: '1c2d3e4f5a6b4c7d8e9fa0b1c2d3e4f5',
  key: 'e075ba48-2f0d-4c53-9a39-52d6f2f7d6a1',
  link: 'Zm9vYmFyYmF6cXV4',
  token: 'what follows the # in the address',
  role: 4,
  roleId: 4,
  revision: '1-42',
  minRevision: '1-42',
  actor: 'user:ana@lojaverde.example',
  createdBy: 'user:ana@lojaverde.example',
  addedBy: 'user:ana@lojaverde.example',
  startedBy: 'user:ana@lojaverde.example',
  subject: 'key:e075ba48-2f0d-4c53-9a39-52d6f2f7d6a1',
  subjectName: 'Reports',
  address: '203.0.113.7',
  lastAddress: '203.0.113.7',
  channel: 'http',
  userAgent: 'curl/8.5.0',
  product: 'OMS',
  category: 'OMS access',
  detail: 'What was wrong and what would be right.',
  url: 'https://keys.example.com/credentials/Zm9vYmFyYmF6cXV4#secret',
  nextCursor: null,
  cursor: null,
  total: 1,
  ageSeconds: 0.2,
  openapi: '3.1.0',
  before: null,
  after: { label: 'Reports' },
};

const moment = '2026-03-01T12:00:00.000Z';

/** Values of the forms that our own patterns have. */
const forms = [
  'e075ba48-2f0d-4c53-9a39-52d6f2f7d6a1',
  '5f0c9f6e6a0b4c0f8f7d3b1a2c4d5e6f',
  'A'.repeat(43),
  'AB12'.repeat(10),
  'Zm9vYmFyYmF6',
  '2026-03-01',
  moment,
];

/**
 * A value that the schema lets through, with what is required and what an answer always has. It is made of the schema, so that
 * it cannot be of another form.
 *
 * @param name of the field or parameter; empty at the top
 */
export function exampleOf(schema: ExampleSchema, components: Components, name = ''): unknown {
  if (schema.$ref !== undefined) {
    const target = schema.$ref.split('/').at(-1) as string;
    return exampleOf(components[target] as ExampleSchema, components, name);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) {
    if (name in samples && samples[name] === null) return null;
    const [first] = schema.anyOf.filter((each) => each.type !== 'null');
    return exampleOf(first ?? {}, components, name);
  }
  if (schema.properties !== undefined) return exampleObject(schema, components);
  if (schema.type === 'object') return {};
  if (schema.type === 'array') {
    const sample = samples[name];
    if (Array.isArray(sample) && schema.items?.type === 'string') return sample;
    return schema.items === undefined ? [] : [exampleOf(schema.items, components, singular(name))];
  }
  return exampleScalar(schema, name);
}

function exampleObject(schema: ExampleSchema, components: Components): object {
  const { properties = {}, required = [] } = schema;
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(
    names.map((name) => [name, exampleOf(properties[name] as ExampleSchema, components, name)]),
  );
}

function exampleScalar({ type, format, pattern, minimum }: ExampleSchema, name: string): unknown {
  const sample = samples[name];
  if (type === 'boolean') return !['isManagementRight', 'replayed', 'enforceExpiry', 'holdsEverything'].includes(name);
  if (type === 'integer' || type === 'number') return typeof sample === 'number' ? sample : Math.max(minimum ?? 0, 1);
  if (type === undefined) return sample ?? null;
  if (pattern !== undefined) return forms.find((form) => new RegExp(pattern, 'u').test(form));
  if (format === 'date-time') return moment;
  if (format === 'date') return moment.slice(0, 10);
  if (format === 'uuid') return forms[0];
  return typeof sample === 'string' ? sample : name === '' ? 'text' : sampleText(name);
}

function sampleText(name: string): string {
  return /At$/.test(name) ? moment : name === 'name' ? 'Reports' : name === 'id' ? (forms[1] as string) : name;
}

function singular(name: string): string {
  return name.replace(/s$/, '');
}
