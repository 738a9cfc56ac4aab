import type { IssuedLink } from '../operations/links/deliver-token.ts';
import type { Call, Option } from './command.ts';
import { shortTime } from './key-text.ts';
import { alignColumns, printable } from './table.ts';

/** Asks for a link in the place of the token. */
export const linkOption = {
  description: 'instead of the token, a single-access link that shows it once, within 24 hours',
} as const satisfies Option;

/** A new credential, the only time that its token is shown. */
export function credentialText(key: { appKey: string; appToken: string }): string {
  return [
    alignColumns([
      ['appKey', printable(key.appKey)],
      ['appToken', key.appToken],
    ]),
    'The token is shown this once and cannot be read again: put it where you keep secrets.',
  ].join('\n');
}

/** A link to a new token, the only time that the link is shown. */
export function linkText(key: { appKey: string; link: IssuedLink }): string {
  return [
    alignColumns([
      ['appKey', printable(key.appKey)],
      ['link', key.link.url],
      ['until', `${shortTime(key.link.expiresAt)} UTC`],
    ]),
    'The link is shown this once. It shows the token once, to whoever opens it first: send it to that person only.',
  ].join('\n');
}

/** A link that begins with the wrong address is of no use to anybody. */
export function warnOfPublicUrl({ config, terminal }: Pick<Call, 'config' | 'terminal'>): void {
  if (config.publicUrl !== null) return;
  terminal.warn(
    'chaveiro: warning: CHAVEIRO_PUBLIC_URL is not set: the link leads to the address that the server listens on.',
  );
}
