/** A field of an event, with what it was and what it became. */
export interface Difference {
  /** Names from the outermost on, with dots: `key.appKey`. */
  readonly field: string;
  /** `undefined` where the event says nothing of it. */
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of before and after, in the order in which the event has them, objects inside of objects opened. */
export function differencesOf(before: unknown, after: unknown): readonly Difference[] {
  const [old, young] = [fieldsOf(before), fieldsOf(after)];
  const fields = new Set([...Object.keys(old), ...Object.keys(young)]);
  return [...fields].map((field) => ({ field, before: old[field], after: young[field] }));
}

/** Items of a list that are only in the other state, and those that are in both. */
export interface ListDifference {
  readonly removed: readonly unknown[];
  readonly kept: readonly unknown[];
  readonly added: readonly unknown[];
}

/** How a list changed; the order of its items says nothing. */
export function listDifference(before: readonly unknown[], after: readonly unknown[]): ListDifference {
  const [old, young] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return {
    removed: before.filter((item) => !young.has(keyOf(item))),
    kept: after.filter((item) => old.has(keyOf(item))),
    added: after.filter((item) => !old.has(keyOf(item))),
  };
}

function keyOf(item: unknown): string {
  return JSON.stringify(item);
}

function fieldsOf(state: unknown, prefix = ''): Fields {
  if (state === null || state === undefined) return {};
  if (!isFields(state)) return { [prefix]: state };
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, value]): [string, unknown][] => {
      const field = prefix === '' ? name : `${prefix}.${name}`;
      return isFields(value) ? Object.entries(fieldsOf(value, field)) : [[field, value]];
    }),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && namedIn(value) === undefined;
}

/** A key, role or user inside of an event: what people call it, its id, and what else is said of it. */
export interface Named {
  readonly name: string;
  readonly id: string;
  readonly others: Fields;
}

/** What has an id and a name is one thing, and known by its name. */
export function namedIn(value: unknown): Named | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  const { id, ...fields } = value as Fields;
  const field = ['name', 'label', 'email', 'appKey'].find((each) => typeof fields[each] === 'string');
  if (field === undefined) return undefined;
  const others = Object.fromEntries(Object.entries(fields).filter(([each]) => each !== field));
  return { name: String(fields[field]), id: String(id), others };
}
