import type { Installation } from './chaveiro.ts';

/** A password that the rules let through. */
export const goodPassword = 'grampo névoa tijolo';

/** The secret of a set-up link. */
export function tokenOf(setupUrl: string): string {
  return setupUrl.split('#')[1] ?? '';
}

/** A new account whose owner has opened the set-up link; answers the owner's e-mail address. */
export async function createOwner(installation: Installation, account: string): Promise<string> {
  const email = `ana@${account}.example`;
  const created = ['account', 'create', account, '--owner', email] as const;
  const { owner } = await installation.json<{ owner: { setupUrl: string } }>(...created);
  await openWithPassword(installation, ['set-password', owner.setupUrl]);
  return email;
}

/** Invites somebody into an account with roles by name, and opens the invitation with the good password. */
export async function createMember(
  installation: Installation,
  account: string,
  email: string,
  roles: readonly string[],
): Promise<void> {
  const invitation = await invite(installation, account, email, roles);
  await openWithPassword(installation, ['set-password', invitation]);
}

/** Invites somebody who has a password into another account with the roles, and joins as them. */
export async function joinAccount(
  installation: Installation,
  account: string,
  email: string,
  roles: readonly string[],
): Promise<void> {
  const invitation = await invite(installation, account, email, roles);
  await openWithPassword(installation, ['join', invitation, '--email', email]);
}

/** Runs a `user` command that opens a link, with the good password. */
async function openWithPassword(installation: Installation, argv: readonly string[]): Promise<void> {
  const opened = await installation.run(['user', ...argv], { input: goodPassword });
  if (opened.status !== 0) throw new Error(`user ${argv[0]} failed: ${opened.stderr}`);
}

/** The address of an invitation. */
async function invite(installation: Installation, account: string, email: string, roles: readonly string[]) {
  const given = roles.flatMap((role) => ['--role', role]);
  const added = ['user', 'add', email, '--account', account, ...given] as const;
  const { invitation } = await installation.json<{ invitation: { url: string } }>(...added);
  return invitation.url;
}

/** One call with cookies, as a client that is no browser sends it. */
export async function callWithCookies(
  url: string,
  cookies: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      'User-Agent': 'test',
      ...(cookies === '' ? {} : { Cookie: cookies }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /^application\/(problem\+)?json\b/.test(answer.headers.get('content-type') ?? '');
  const document: { code?: string; [name: string]: unknown } = isJson ? JSON.parse(text) : {};
  return { status: answer.status, headers: answer.headers, body: document };
}

/** Name and value of every cookie that an answer sets, as the next call sends them. */
export function cookiesOf({ headers }: { readonly headers: Headers }): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** Signs in and answers the cookies of session and device; throws when that is refused. */
export async function signIn(url: string, email: string, password: string = goodPassword): Promise<string> {
  const answer = await callWithCookies(url, '', 'POST', '/api/v1/session', { email, password });
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return cookiesOf(answer);
}

/** A user of an account with a role of these resources, and a password; answers the cookies of a session. */
export async function signInWith(
  installation: Installation,
  url: string,
  { account, resources }: { readonly account: string; readonly resources: readonly string[] },
): Promise<string> {
  const name = resources.join(' and ');
  const email = `${resources.join('.').toLowerCase()}@${account}.example`;
  const given = resources.flatMap((resource) => ['--resource', resource]);
  await installation.json('role', 'create', '--account', account, '--name', name, ...given);
  const add = ['user', 'add', email, '--account', account, '--role', name] as const;
  const { invitation } = await installation.json<{ invitation: { url: string } }>(...add);
  const opened = await installation.run(['user', 'set-password', invitation.url], { input: goodPassword });
  if (opened.status !== 0) throw new Error(`the invitation of ${email} was not opened: ${opened.stderr}`);
  return await signIn(url, email);
}
