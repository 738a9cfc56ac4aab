import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { escapeLineSeparators } from '../domain/json-line.ts';
import { maskTokens } from '../domain/mask-tokens.ts';

export type Logger = PinoLogger;

/** Fields that hold a secret whatever they are part of. Nobody should log them; if somebody does, this hides them. */
const secretFields = [
  'appToken',
  'userToken',
  'token',
  'password',
  'secret',
  'proof',
  'pepper',
  'authorization',
  'cookie',
  'set-cookie',
  'x-vtex-api-apptoken',
  'X-VTEX-API-AppToken',
  'VtexIdclientAutCookie',
  'vtexidclientautcookie',
  'idempotency-key',
  'Idempotency-Key',
];

/** The fields at the top of a line, one level below (`body.appToken`), and two (`request.headers.cookie`). */
const redactedPaths = secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);

/**
 * One JSON document per line. Text is escaped by JSON, so that no value can begin a line of its own.
 *
 * @param level a level of pino, or `silent`
 * @param destination standard output unless given
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { err: describeError },
    // And whatever field quotes a client that put its token in a wrong place.
    hooks: { streamWrite: (line: string) => escapeLineSeparators(maskTokens(line)) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * An error without the properties that libraries hang on it: a driver's may quote values, and so
 * may those of the errors behind it.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { type: error.name, code, message: error.message, stack: error.stack, cause };
}
