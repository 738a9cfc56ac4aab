import { builtInResources } from '../../domain/catalogue/resources.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isManagementRight } from '../../domain/management-right.ts';
import { problemOfResourceKey, type Resource } from '../../domain/resource.ts';
import { problemOfText } from '../../domain/short-text.ts';
import { checkNoProblems, type ImportProblem, isJsonObject, unknownFields } from '../import-problems.ts';

const textFields = ['product', 'category', 'name'] as const;
const knownFields = ['key', ...textFields, 'description'];
const maxTextLength = 200;
const maxDescriptionLength = 1000;

/**
 * The resources of a catalogue file, in its order. Everything is checked before anything is used.
 *
 * Throws `invalid_request` that names the entries at fault, and `management_right_fixed` when an
 * entry gives a management right another name or place: it opens management itself, and must not
 * pass for something else where roles are put together. To repeat it as it is, is fine.
 */
export function parseCatalog(input: unknown): Resource[] {
  if (!Array.isArray(input) || input.length === 0) {
    throw new ChaveiroError(
      'invalid_request',
      'A catalogue is a JSON array of at least one {"key", "product", "category", "name", "description"?}.',
      { field: 'resources' },
    );
  }
  const problems: ImportProblem[] = [];
  const resources = input.flatMap((entry: unknown, i) => parseEntry(entry, `resources[${i}]`, problems) ?? []);
  checkNoProblems(problems);
  for (const resource of resources) checkManagementRight(resource);
  return resources;
}

function parseEntry(entry: unknown, field: string, problems: ImportProblem[]): Resource | undefined {
  const found = isJsonObject(entry) ? problemsOf(entry, field) : [{ field, text: 'is not an object.' }];
  problems.push(...found);
  if (found.length > 0) return undefined;
  const { key, product, category, name, description } = entry as Record<string, string>;
  return {
    key: key as string,
    name: name as string,
    description: description ?? null,
    places: [{ product: product as string, category: category as string }],
  };
}

function problemsOf(entry: Record<string, unknown>, field: string): ImportProblem[] {
  const problems: ImportProblem[] = unknownFields(entry, knownFields).map((name) => ({
    field: `${field}.${name}`,
    text: 'is no field of a resource.',
  }));
  const problemOfKey = typeof entry.key === 'string' ? problemOfResourceKey(entry.key) : 'has to be a text.';
  if (problemOfKey !== undefined) problems.push({ field: `${field}.key`, text: problemOfKey });
  for (const name of textFields) {
    const problem = problemOfShown(entry[name], maxTextLength, 1);
    if (problem !== undefined) problems.push({ field: `${field}.${name}`, text: problem });
  }
  const problem =
    entry.description === undefined ? undefined : problemOfShown(entry.description, maxDescriptionLength, 0);
  if (problem !== undefined) problems.push({ field: `${field}.description`, text: problem });
  return problems;
}

/** Kept as it is written, so that a file can repeat a management right exactly; only white space is no text. */
function problemOfShown(value: unknown, maxLength: number, minLength: number): string | undefined {
  if (typeof value !== 'string') return 'has to be a text.';
  return problemOfText(value.trim() === '' ? '' : value, maxLength, minLength);
}

function checkManagementRight({ key, name, places }: Resource): void {
  if (!isManagementRight(key)) return;
  const builtIn = builtInResources.find((resource) => resource.key === key);
  const [place] = places;
  const [builtInPlace] = builtIn?.places ?? [];
  const isSame =
    name === builtIn?.name && place?.product === builtInPlace?.product && place?.category === builtInPlace?.category;
  if (isSame) return;
  throw new ChaveiroError(
    'management_right_fixed',
    `"${key}" is a management right. It keeps the name "${builtIn?.name}", under ${builtInPlace?.product}, ${builtInPlace?.category}.`,
  );
}
