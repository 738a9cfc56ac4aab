/**
 * Checks what a client sent against a schema, and says what is wrong in words: which field, and what
 * would be right. Nothing is removed and nothing is guessed; only queries, which are text, become numbers and booleans.
 */
import { type Static, type TObject, type TSchema, type TUnion, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { ChaveiroError } from '../domain/errors.ts';

export type BodySchema = TObject | TUnion<TObject[]>;

/** Compiles a check of a JSON body. A body that may have one of several forms is judged by the form it is closest to. */
export function createBodyCheck<S extends BodySchema>(schema: S): (body: unknown) => Static<S> {
  const forms = formsOf(schema).map((form) => ({ form, validator: lazily(() => Compile(form)) }));
  return (body) => {
    if (body === undefined) throw invalid('The body is missing: send a JSON object.');
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw invalid('The body has to be a JSON object.');
    }
    const [closest] = forms.toSorted((a, b) => fieldsShared(b.form, body) - fieldsShared(a.form, body));
    if (closest === undefined || closest.validator().Check(body)) return body as Static<S>;
    throw explain(closest.validator().Errors(body), closest.form, formsOf(schema));
  };
}

/** Compiles a check of a parsed query. Numbers and booleans arrive as text and become what they say. */
export function createQueryCheck<S extends TObject>(schema: S): (query: unknown) => Static<S> {
  const validator = lazily(() => Compile(schema));
  return (query) => {
    const values: Record<string, unknown> = Object.create(null);
    for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
      if (Array.isArray(value)) throw invalid(`${JSON.stringify(clip(name))} may be given once.`, name);
      values[name] = fromText(schema.properties[name], value);
    }
    if (validator().Check(values)) return values as Static<S>;
    throw explain(validator().Errors(values), schema, [schema]);
  };
}

/** A value that is made when it is first needed: a server that starts does not wait for a hundred compiled schemas. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The check of an address that takes no body. */
export function refuseBody(body: unknown): undefined {
  if (body !== undefined) throw invalid('This address takes no body.');
}

function formsOf(schema: BodySchema): TObject[] {
  return 'anyOf' in schema ? (schema.anyOf as TObject[]) : [schema];
}

function fieldsShared(form: TObject, body: object): number {
  return fieldsOf(form).filter((name) => Object.hasOwn(body, name)).length;
}

function fieldsOf(form: TObject): string[] {
  return Object.keys(form.properties);
}

/** What a value of a query means under its schema; as it is, when it does not mean that. */
function fromText(schema: TSchema | undefined, value: unknown): unknown {
  if (schema === undefined || typeof value !== 'string') return value;
  if (Type.IsInteger(schema)) return /^-?[0-9]{1,15}$/.test(value) ? Number(value) : value;
  if (Type.IsBoolean(schema)) return value === 'true' || (value === 'false' ? false : value);
  return value;
}

function invalid(detail: string, field?: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, field === undefined ? {} : { field: clip(field) });
}

function quote(name: string): string {
  return JSON.stringify(name);
}

/** Names come from the client and may be of any length. */
function clip(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

/** `/roles/0` to `roles[0]`. */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^[0-9]+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');
}

/** The first thing that is wrong, unknown fields before all others. */
function explain(
  errors: readonly TLocalizedValidationError[],
  form: TObject,
  forms: readonly TObject[],
): ChaveiroError {
  // What is wrong inside of a field is told by the field.
  const own = errors.filter((error) => error.instancePath === '');
  const unknown = own.find((error) => error.keyword === 'additionalProperties');
  if (unknown?.keyword === 'additionalProperties') {
    const [name = ''] = unknown.params.additionalProperties;
    const accepted = [...new Set(forms.flatMap(fieldsOf))];
    if (accepted.includes(name)) {
      const choices = forms.map((each) => fieldsOf(each).map(quote).join(' and '));
      return invalid(`${quote(name)} does not go with the others: send either ${choices.join(', or ')}.`, name);
    }
    const list = accepted.length === 0 ? 'There are none.' : `Accepted: ${accepted.join(', ')}.`;
    return invalid(`${JSON.stringify(clip(name))} is no field here. ${list}`, name);
  }
  const missing = own.find((error) => error.keyword === 'required');
  if (missing?.keyword === 'required') {
    const [name = ''] = missing.params.requiredProperties;
    return invalid(`${JSON.stringify(name)} is missing: ${describe(form.properties[name])}`, name);
  }
  const field = fieldOf(errors[0]?.instancePath ?? '');
  const [top = ''] = field.split(/[.[]/, 1);
  const text = `${JSON.stringify(clip(field))} is not right: ${describe(form.properties[top])}`;
  return invalid(text + limitText(text, errors[0]), field);
}

/** How much is accepted, where something is too long and its description does not say so. */
function limitText(text: string, error: TLocalizedValidationError | undefined): string {
  if (error?.keyword === 'maxLength') {
    return /[0-9] characters/.test(text) ? '' : ` It has at most ${error.params.limit} characters.`;
  }
  return error?.keyword === 'maxItems' && !/[0-9]/.test(text) ? ` At most ${error.params.limit} are accepted.` : '';
}

/** The field's own description, which every field of a schema has. */
function describe(schema: TSchema | undefined): string {
  const description = schema !== undefined && 'description' in schema ? String(schema.description) : '';
  return description.charAt(0).toLowerCase() + description.slice(1);
}
