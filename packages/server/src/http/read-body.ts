import type { IncomingMessage } from 'node:http';
import { payloadTooLarge, unsupportedMediaType } from './json-body.ts';

interface BodyLimits {
  readonly limitBytes: number;
  /** Whether a body may come under such a `Content-Type`. Where no byte comes, there is nothing that has a type. */
  readonly takes: (contentType: string | undefined) => boolean;
}

/**
 * The body of a request as bytes; none when there is no body, whatever its headers announce. Throws `unsupported_media_type`
 * at its first byte, and `payload_too_large` before it has read more than the limit.
 *
 * It may hold a token, so this memory is nobody else's: whoever has read it overwrites it.
 */
export async function readBody(req: IncomingMessage, { limitBytes, takes }: BodyLimits): Promise<Uint8Array> {
  const { 'content-type': mediaType, 'content-length': length, 'transfer-encoding': chunked } = req.headers;
  const lengthBytes = Number(length ?? 0);
  if (chunked === undefined && lengthBytes === 0) return new Uint8Array();
  if (lengthBytes > 0 && !takes(mediaType)) throw unsupportedMediaType();
  if (lengthBytes > limitBytes) throw payloadTooLarge(limitBytes);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const wipe = () => {
      for (const chunk of chunks) chunk.fill(0);
    };
    const give = (error: unknown) => {
      req.removeAllListeners('data');
      wipe();
      reject(error);
    };
    req.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (!takes(mediaType)) give(unsupportedMediaType());
      else if (size > limitBytes) give(payloadTooLarge(limitBytes));
    });
    req.on('end', () => {
      const [only = new Uint8Array()] = chunks;
      if (chunks.length < 2) resolve(only);
      else {
        resolve(joined(chunks, size));
        wipe();
      }
    });
    req.on('error', reject);
    req.on('close', () => {
      if (req.complete) return;
      wipe();
      reject(new Error('The client went away in the middle of its body.'));
    });
  });
}

/** Like `Buffer.concat`, but never in memory that several buffers share. */
function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
