import type { SealedText } from '../../domain/sealed-text.ts';

/** What is kept of an answer, so that the request can be answered again. All times are the database's own. */
interface IdempotencyRecord {
  /** Recognises the request. */
  readonly requestMac: Uint8Array;
  /** JSON, without its secrets. */
  readonly answer: string;
  /** The whole answer, as long as it may be read; `null` also when there was nothing secret in it. */
  readonly sealed: SealedText | null;
}

export interface IdempotencyRecordReader {
  /** `undefined`, too, once it has been kept for its time. */
  findIdempotencyRecord(id: Uint8Array): Promise<(IdempotencyRecord & { readonly hadSecrets: boolean }) | undefined>;
}

export interface IdempotencyRecordWriter {
  /** Erases what is out of date on the way. */
  insertIdempotencyRecord(
    answer: IdempotencyRecord & { readonly id: Uint8Array },
    lifetimes: { readonly secretTtlMs: number; readonly recordTtlMs: number },
  ): Promise<void>;
}
