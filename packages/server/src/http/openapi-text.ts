/** What the descriptions of the APIs say in sentences. */

/** What holds for every address: of the whole API, and not of one operation. */
export const apiDescription = `Manages the API keys of accounts and decides, request by request, what a key may do.

A caller is a key pair, sent as the headers \`X-VTEX-API-AppKey\` and \`X-VTEX-API-AppToken\` or by HTTP Basic (the key string as user, the \
token as password); a user token in \`VtexIdclientAutCookie\`; or the session of somebody who is signed in.

Requests and answers are JSON. An error is a problem document (RFC 9457) whose \`code\` says what was wrong. At an address that stands \
here any other method is answered 405 with \`Allow\`, and any other address 404, each with such a document; what is no HTTP/1.1 is 400, \
headers without end are 431, and a request that takes too long is 408.`;

export const vtexDescription = `What works here of the APIs License Manager and VTEX ID, as it works here.

Every error has the form of the module that was called, and its reason in the header \`X-Chaveiro-Code\`. Where a client leaves an id empty, \
or asks with another method, it is 405; any other address below those of the modules is 404.`;

/** What all parts of the description agree on: how problems are referred to. */
export type ProblemResponse = (status: number, description: string) => object;

export const contact = { name: 'The Chaveiro project' };

/** The groups of operations, in the order in which a reader needs them. */
export const tags: Readonly<Record<string, string>> = {
  decisions: 'Whether a request is allowed, for gateways and services.',
  keys: 'The keys of an account: their labels, roles, tokens and use.',
  links: 'Single-access links, each of which shows a token once.',
  'external keys':
    'Keys of other accounts to which this account has given roles, and what other accounts have given to its own.',
  roles: 'Roles, and the resources that they hold.',
  users: 'The people of an account, their roles and links.',
  settings: 'Settings of an account.',
  audit: 'What happened in an account.',
  feed: 'For edges and services that decide in their own memory.',
  session: 'Signing in, and what somebody does about themselves.',
  status: 'How the server is, and what describes it.',
};

export const vtexTags: Readonly<Record<string, string>> = {
  'License Manager': 'Keys, users, roles and the account.',
  'VTEX ID': 'User tokens, and the renewal of API tokens.',
};

export function tagObjects(texts: Readonly<Record<string, string>>): object[] {
  return Object.entries(texts).map(([name, description]) => ({ name, description }));
}

/** Which roles open an operation, in a sentence. */
export function needsText(anyOf: readonly string[], where: string): string {
  const names = anyOf.map((name) => `\`${name}\``);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names.join('');
  return `Needs a role with ${list} in the account ${where}.`;
}

export const malformedHttp = 'The request is malformed, such as by bytes outside of ASCII in its address.';
