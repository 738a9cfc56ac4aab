import { isCanonicalPath, maxSegments, undoReservedEscapes } from './canonical-path.ts';

/** One segment of a template. Its texts are those of `undoReservedEscapes`, whichever way the template was written. */
export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `carrier@{a}@{b}`: the texts around the parameters, `carrier@`, `@` and an empty one. */
  | { readonly kind: 'mixed'; readonly texts: readonly string[] }
  | { readonly kind: 'parameter' };

/** A template, taken apart. Names of parameters play no part in matching. */
export interface RouteTemplate {
  readonly segments: readonly TemplateSegment[];
  readonly hasTrailingSlash: boolean;
}

/** A template that cannot be matched. The message names it and says what is wrong. */
export class RouteTemplateError extends Error {
  readonly template: string;

  constructor(template: string, problem: string) {
    super(`The path template "${template}" ${problem}.`);
    this.name = 'RouteTemplateError';
    this.template = template;
  }
}

const parameter = /\{([^{}]*)\}/;
const parameterName = /^[A-Za-z0-9_.-]+$/;

/** Takes a template such as `/orders/{orderId}` apart; throws `RouteTemplateError`. */
export function parseTemplate(template: string): RouteTemplate {
  const problem = (text: string) => new RouteTemplateError(template, text);
  if (!template.startsWith('/')) throw problem('does not begin with a slash');
  const texts = template.slice(1).split('/');
  const hasTrailingSlash = texts.at(-1) === '';
  if (hasTrailingSlash) texts.pop();
  if (texts.length > maxSegments) throw problem(`has more than ${maxSegments} segments`);
  return { segments: texts.map((text) => parseSegment(text, problem)), hasTrailingSlash };
}

function parseSegment(text: string, problem: (text: string) => RouteTemplateError): TemplateSegment {
  if (text === '') throw problem('has an empty segment');
  if (text === '.' || text === '..') throw problem(`has the segment "${text}", which no canonical path has`);
  // Splitting by a pattern with a group gives text, name, text, name, …, text.
  const pieces = text.split(parameter);
  const texts = pieces.filter((_, place) => place % 2 === 0);
  const names = pieces.filter((_, place) => place % 2 === 1);
  for (const name of names) {
    if (!parameterName.test(name)) {
      throw problem(`has the parameter "{${name}}": a name is made of letters, digits, "_", "." and "-"`);
    }
  }
  for (const piece of texts) {
    if (/[{}]/.test(piece)) throw problem('has a brace that belongs to no parameter');
    // The letter in front keeps a piece that is only a part of its segment, such as the dot of
    // `{name}.{type}`, from being taken for a dot segment.
    if (piece.includes('?') || !isCanonicalPath(`/x${piece}`)) {
      throw problem(`has the text "${piece}", which no canonical path has`);
    }
  }
  if (names.length === 0) return { kind: 'literal', text: undoReservedEscapes(text) };
  if (texts.slice(1, -1).includes('')) {
    throw problem('has two parameters with nothing between them, so nobody can tell where one ends');
  }
  return names.length === 1 && text.length === names.join().length + 2
    ? { kind: 'parameter' }
    : { kind: 'mixed', texts: texts.map(undoReservedEscapes) };
}

/** The template without the names of its parameters: two of the same shape match the same paths. */
export function shapeOfSegment(segment: TemplateSegment): string {
  if (segment.kind === 'literal') return segment.text;
  return segment.kind === 'parameter' ? '{}' : segment.texts.join('{}');
}
