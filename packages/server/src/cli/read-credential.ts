import { text as readAll } from 'node:stream/consumers';
import { credentialVariables } from '../config.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { ask } from './prompt.ts';
import type { Terminal } from './terminal.ts';

/** A pair as somebody handed it over; not yet known to be right. */
export interface GivenCredential {
  readonly appKey: string;
  readonly appToken: string;
}

const howTo =
  'Hand the credential over on standard input, as two lines (appKey, appToken) or as JSON {"appKey", "appToken"}, ' +
  `or in ${credentialVariables.appKey} and ${credentialVariables.appToken}.`;

/**
 * Reads a credential from the environment, from people (without showing the token), or from standard
 * input; never from arguments, which every process of the machine can see.
 */
export async function readCredential(terminal: Terminal): Promise<GivenCredential> {
  const fromEnvironment = {
    appKey: terminal.env[credentialVariables.appKey] ?? '',
    appToken: terminal.env[credentialVariables.appToken] ?? '',
  };
  if (fromEnvironment.appKey !== '' || fromEnvironment.appToken !== '') return complete(fromEnvironment);
  if (terminal.stdin.isTTY === true) {
    const questions = [{ text: 'appKey: ' }, { text: 'appToken (not shown): ', isSecret: true }] as const;
    const [appKey = '', appToken = ''] = await ask(terminal, questions);
    return complete({ appKey: appKey.trim(), appToken: appToken.trim() });
  }
  return complete(parseCredential(await readAll(terminal.stdin)));
}

function parseCredential(text: string): GivenCredential {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) {
    const [appKey = '', appToken = '', ...rest] = trimmed.split(/\r?\n/).map((line) => line.trim());
    if (rest.length > 0) throw new ChaveiroError('invalid_request', `There are more than two lines. ${howTo}`);
    return { appKey, appToken };
  }
  let document: unknown;
  try {
    document = JSON.parse(trimmed);
  } catch {
    // The parser's message would quote the text, and with it a secret.
    throw new ChaveiroError('invalid_request', `Standard input begins like JSON, but is not. ${howTo}`);
  }
  const { appKey = '', appToken = '' } = document as Record<string, unknown>;
  if (typeof appKey !== 'string' || typeof appToken !== 'string') {
    throw new ChaveiroError('invalid_request', `appKey and appToken have to be text. ${howTo}`);
  }
  return { appKey, appToken };
}

function complete(given: GivenCredential): GivenCredential {
  if (given.appKey !== '' && given.appToken !== '') return given;
  const missing = given.appKey === '' ? 'appKey' : 'appToken';
  throw new ChaveiroError('invalid_request', `The ${missing} is missing. ${howTo}`, { field: missing });
}
