import { type Expression, type SqlBool, sql } from 'kysely';

/** Whether a column of text contains what is searched for, to the letter. */
export function contains(column: string, search: string): Expression<SqlBool> {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`;
}

/** As exports and the audit log give the id of a key: so, or after `key:`; the beginning or any other part will do. */
const partOfId = /^(?:key:)?([0-9a-f-]{8,36})$/;

/** Whether the text, or the key's id, contains what is searched for. Ids are looked at for nothing that cannot be a part of one. */
export function containsOrHasId(
  { text, id }: { readonly text: string; readonly id: string },
  search: string,
): Expression<SqlBool> {
  const part = partOfId.exec(search)?.[1];
  const isInText = contains(text, search);
  return part === undefined ? isInText : sql<SqlBool>`(${isInText} or ${contains(id, part)})`;
}
