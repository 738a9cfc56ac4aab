import { ChaveiroError } from '../domain/errors.ts';

/** Something wrong in an imported file. */
export interface ImportProblem {
  /** Where it is, such as `routes[3].path`. */
  readonly field: string;
  /** What is wrong and what would be right, as the rest of a sentence. */
  readonly text: string;
}

/** Problems named in one error. */
const namedProblems = 20;

/** Throws one `invalid_request` that names the problems, each on a line of its own, when there are any. */
export function checkNoProblems(problems: readonly ImportProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const lines = problems.slice(0, namedProblems).map(({ field, text }) => `${field} ${text}`);
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`and ${more} more.`);
  throw new ChaveiroError('invalid_request', lines.join('\n'), { field: first.field });
}

/** What JSON calls an object: a thing with named fields. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an entry that nobody knows. They may be typing errors, so none is passed over. */
export function unknownFields(entry: object, known: readonly string[]): string[] {
  return Object.keys(entry).filter((name) => !known.includes(name));
}
