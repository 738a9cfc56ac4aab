import type { UserActor } from '../domain/actor.ts';
import { generateSecret } from '../domain/secret.ts';
import { secretOfSetupUrl } from '../domain/setup-link.ts';
import { signIn } from './sessions/sign-in.ts';
import { openSetupLink } from './setup/open-setup-link.ts';
import type { Shop } from './shop.fixture.ts';

/** A password that the rules let through. */
export const goodPassword = 'grampo névoa tijolo';

const source = { channel: 'http', address: '192.0.2.7', userAgent: 'test' } as const;

/** Opens a set-up link with a password. */
export async function open(shop: Shop, url: string, password: string = goodPassword) {
  const secret = secretOfSetupUrl(url);
  return (await openSetupLink(shop.context, { secret, password, actor: null, source })).value;
}

/** Opens an invitation as somebody who is signed in. */
export async function join(shop: Shop, url: string, actor: UserActor | null) {
  return (await openSetupLink(shop.context, { secret: secretOfSetupUrl(url), actor, source })).value;
}

/** Signs in, and answers the caller that the session makes. */
export async function signedIn(shop: Shop, email: string, password: string = goodPassword): Promise<UserActor> {
  const { view } = (await trySignIn(shop, email, password)).value;
  return { type: 'user', userId: view.user.id, email: view.user.email, sessionId: view.session.id, source };
}

export async function trySignIn(shop: Shop, email: string, password: string, device?: string) {
  return await signIn(shop.context, { email, password, device, source });
}

/** The owner of an account, with a password and signed in. */
export async function ownerOf(shop: Shop, account: 'lojaverde' | 'lojaazul'): Promise<UserActor> {
  await open(shop, shop.setupUrls[account]);
  return await signedIn(shop, `ana@${account}.example`);
}

/** A secret that nobody has. */
export function strangerSecret(): string {
  return generateSecret().plain;
}
