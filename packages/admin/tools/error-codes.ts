/** Why a page says nothing of its own for a code of an error: somebody who uses the pages never sees it. */
const unseen: Readonly<Record<string, string>> = {
  missing_credentials: 'the session is over: the page asks to sign in',
  ambiguous_credentials: 'pages send one cookie',
  invalid_credentials: 'the session is over: the page asks to sign in',
  key_inactive: 'about a key that calls, and here a person does',
  token_expired: 'about a key that calls',
  own_renewal: 'about a key that calls',
  too_stale: 'about a key that calls: of a person the database is asked',
  predefined_role_fixed: 'the role builder opens for custom roles alone',
  method_not_allowed: 'pages call what the description has',
  key_string_taken: 'key strings are made by the server',
  idempotency_key_reused: 'each attempt has a key of its own',
  management_right_fixed: 'catalogues are imported by an operator',
  route_conflict: 'routes are imported by an operator',
  payload_too_large: 'no form holds so much',
  unsupported_media_type: 'pages send JSON',
  server_unreachable: 'said by the command line alone',
  cannot_listen: 'said at the start',
  pepper_missing: 'said at the start',
  schema_too_new: 'said at the start',
};

/**
 * What is wrong with what pages say about errors, one line each: a code that no source of the pages knows and that has no
 * reason to be unknown there, a reason for one that they know, or for one that does not exist.
 *
 * @param codes all codes of errors
 * @param code the sources of the pages; a code stands there between quotes, or as the name of a field
 */
export function errorTextProblems(codes: readonly string[], code: readonly string[]): string[] {
  const isKnown = (name: string) => code.some((text) => new RegExp(`['"]${name}['"]|^ +${name}: `, 'm').test(text));
  return [
    ...codes
      .filter((name) => !(name in unseen) && !isKnown(name))
      .map(
        (name) =>
          `the error ${name} has no text in the pages: add one to failure-text.ts, or its reason to error-codes.ts`,
      ),
    ...Object.keys(unseen)
      .filter((name) => !codes.includes(name))
      .map((name) => `error-codes.ts has ${name}, which is no code of an error`),
  ];
}
