/**
 * A key's name in the form that operations take: VTEX writes the id of a key with dashes in one answer and without
 * them in another. A key string of 32 hexadecimal digits, which only an import could bring, has to be named by its id.
 */
export function keyNameOf(name: string): string {
  if (!/^[0-9a-f]{32}$/i.test(name)) return name;
  return name.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
