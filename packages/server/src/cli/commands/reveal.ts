import { text as readAll } from 'node:stream/consumers';
import { ChaveiroError } from '../../domain/errors.ts';
import { isLinkSecret, linkGoneText, proofOf, type SealedToken, unsealToken } from '../../domain/single-access-link.ts';
import { defineCommand } from '../command.ts';
import { credentialText } from '../delivery-text.ts';
import { ask } from '../prompt.ts';
import type { Terminal } from '../terminal.ts';

/** A single-access link, taken apart. */
interface LinkAddress {
  /** Where it is opened. */
  readonly revealUrl: string;
  readonly id: string;
  readonly secret: string;
}

const answerTimeoutMs = 30_000;

export const reveal = defineCommand({
  name: 'reveal',
  summary: 'Opens a single-access link, once, and prints the key and its token',
  parameter: {
    name: 'URL',
    isOptional: true,
    description: 'the link; better handed over on standard input, for its part after the # is a secret',
  },
  options: {},
  settings: 'none',
  notes: [
    'Arguments are visible to every process of the machine, and shells write them into their history. Without URL the ' +
      'link is read from standard input, or, at a terminal, asked for without being shown.',
    'It is opened at the server that it names, whose database is not needed here. What the server sends is decrypted here.',
  ],
  examples: ['chaveiro reveal', 'chaveiro reveal --json < link.txt'],
  run: async ({ parameter, terminal }) => {
    const address = parseLink(parameter === '' ? await readLink(terminal) : parameter);
    const { appKey, ...sealed } = await openAt(address);
    const appToken = unsealToken(address.id, address.secret, sealed);
    if (appToken === undefined) throw unreachable('What it answered belongs to another link.');
    const value = { appKey, appToken };
    return { json: value, text: credentialText(value) };
  },
});

async function readLink(terminal: Terminal): Promise<string> {
  if (terminal.stdin.isTTY !== true) return (await readAll(terminal.stdin)).trim();
  const [link = ''] = await ask(terminal, [{ text: 'Link (not shown): ', isSecret: true }]);
  return link.trim();
}

function parseLink(text: string): LinkAddress {
  const url = URL.parse(text);
  const [, prefix, id] = /^(.*)\/credentials\/([0-9a-f-]{36})$/.exec(url?.pathname ?? '') ?? [];
  const secret = url?.hash.slice(1) ?? '';
  if (url === null || !/^https?:$/.test(url.protocol) || id === undefined || !isLinkSecret(secret)) {
    // The text is not quoted: most of it may be a secret.
    throw new ChaveiroError(
      'invalid_request',
      'A link looks like https://keys.example.com/credentials/{id}#{secret}, and is needed whole, also what follows the #.',
      { field: 'URL' },
    );
  }
  return { revealUrl: `${url.origin}${prefix}/api/v1/credentials/${id}/reveal`, id, secret };
}

/** Shows the proof to the server. Throws `link_gone`, and `server_unreachable` for everything that is no answer of ours. */
async function openAt({ revealUrl, secret }: LinkAddress): Promise<SealedToken & { appKey: string }> {
  const { origin } = new URL(revealUrl);
  const answer = await fetch(revealUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ proof: proofOf(secret) }),
    redirect: 'error',
    signal: AbortSignal.timeout(answerTimeoutMs),
  }).catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw unreachable(`${origin} did not answer: ${message}.`);
  });
  if (answer.status === 410) throw new ChaveiroError('link_gone', linkGoneText);
  if (answer.status !== 200) throw unreachable(`${origin} answered ${answer.status}.`);
  const body: unknown = await answer.json().catch(() => undefined);
  const { appKey, ciphertext, nonce } = (body ?? {}) as Record<string, unknown>;
  if (typeof appKey !== 'string' || typeof ciphertext !== 'string' || typeof nonce !== 'string') {
    throw unreachable(`${origin} did not answer as Chaveiro does.`);
  }
  return { appKey, ciphertext: Buffer.from(ciphertext, 'base64url'), nonce: Buffer.from(nonce, 'base64url') };
}

function unreachable(what: string): ChaveiroError {
  return new ChaveiroError(
    'server_unreachable',
    `${what} Try again; if the link is gone then, its answer was lost on the way, and a new one is needed.`,
  );
}
