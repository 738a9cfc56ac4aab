import { ChaveiroError } from '../domain/errors.ts';

/** So large a body may be, everywhere but before decisions. */
export const bodyLimitBytes = 64 * 1024;

/** Whether a `Content-Type` means JSON. Its parameters say nothing: JSON is UTF-8 (RFC 8259, section 8.1). */
export function isJsonMediaType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const end = contentType.indexOf(';');
  const mediaType = end === -1 ? contentType : contentType.slice(0, end);
  return mediaType.trim().toLowerCase() === 'application/json';
}

/** Whether a `Content-Type` is one of those under which JSON is sent: also `text/json`, and `+json` (RFC 6839). */
export function isLikeJson(contentType: string | undefined): boolean {
  return isJsonMediaType(contentType) || /^ *(text\/json|[a-z]+\/[^ ;]+\+json) *(;|$)/i.test(contentType ?? '');
}

export function unsupportedMediaType(): ChaveiroError {
  return new ChaveiroError('unsupported_media_type', 'Send the body as JSON, with "Content-Type: application/json".');
}

export function payloadTooLarge(limitBytes: number): ChaveiroError {
  return new ChaveiroError('payload_too_large', `The body may have ${limitBytes} bytes here.`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a body as JSON and overwrites its bytes, which may hold a token; an empty one is `undefined`.
 *
 * The parser's own message is not passed on, because it quotes the body, which may hold a token.
 * Members such as `__proto__` become ordinary fields of the result, and the schema refuses them.
 */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new ChaveiroError('invalid_request', 'The body is no valid JSON in UTF-8.');
  } finally {
    body.fill(0);
  }
}
