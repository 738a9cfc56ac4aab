import type { SealedText } from '../../domain/sealed-text.ts';

/** What is kept of an answer, so that the request can be answered again. All times are the database's own. */
interface KeptAnswer {
  /** Recognises the request. */
  readonly requestMac: Uint8Array;
  /** JSON, without its secrets. */
  readonly answer: string;
  /** The whole answer, as long as it may be read; `null` also when there was nothing secret in it. */
  readonly sealed: SealedText | null;
}

export interface KeptAnswerReader {
  /** `undefined`, too, once it has been kept for its time. */
  findKeptAnswer(id: Uint8Array): Promise<(KeptAnswer & { readonly hadSecrets: boolean }) | undefined>;
}

export interface KeptAnswerWriter {
  /** Erases what is out of date on the way. */
  insertKeptAnswer(
    answer: KeptAnswer & { readonly id: Uint8Array },
    lifetimes: { readonly sealedForMs: number; readonly keptForMs: number },
  ): Promise<void>;
}
