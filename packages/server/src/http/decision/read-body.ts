import type { IncomingMessage } from 'node:http';
import { ChaveiroError } from '../../domain/errors.ts';
import { isJsonMediaType, payloadTooLarge, unsupportedMediaType } from '../json-body.ts';

/**
 * The body of a POST that has to be JSON, as bytes. Throws `method_not_allowed`, `invalid_request`
 * for a query, `unsupported_media_type` or `payload_too_large`, the latter before it has read more
 * than the limit.
 */
export async function readJsonBytes(req: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  if (req.method !== 'POST') throw new ChaveiroError('method_not_allowed', 'This address takes POST.');
  if (req.url?.includes('?')) throw new ChaveiroError('invalid_request', 'This address takes no query.');
  const { 'content-type': mediaType, 'content-length': length, 'transfer-encoding': chunked } = req.headers;
  const isEmpty = chunked === undefined && (length === undefined || length === '0');
  if (!isEmpty && !isJsonMediaType(mediaType)) throw unsupportedMediaType();
  if (Number(length) > limitBytes) throw payloadTooLarge(limitBytes);
  return readBytes(req, limitBytes);
}

function readBytes(req: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    req.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size > limitBytes) {
        req.removeAllListeners('data');
        reject(payloadTooLarge(limitBytes));
        return;
      }
      chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
  });
}
