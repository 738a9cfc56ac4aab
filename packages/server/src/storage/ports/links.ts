import type { LinkState, SealedToken } from '../../domain/single-access-link.ts';

/** A single-access link without what it holds. */
export interface Link {
  readonly id: string;
  readonly keyId: string;
  readonly appKey: string;
  readonly label: string;
  /** The account that owns the key. */
  readonly accountId: number;
  /** SHA-256 of the proof, 32 bytes. */
  readonly proofHash: Uint8Array;
  /** At the database's own time. */
  readonly state: LinkState;
  /** Whether a refusal to open it was noted less than a minute ago. */
  readonly wasRefusedLately: boolean;
}

export interface LinkReader {
  /** The link of a live token, whatever its state. */
  findLink(id: string): Promise<Link | undefined>;
  /** The links that expired unopened and still hold something, at most `limit` of them. */
  listExpiredLinks(limit: number): Promise<Link[]>;
}

/** All times of links are the database's own: a process whose clock is wrong changes nothing. */
export interface LinkWriter {
  /** A link to a token that is there, and has none. It ends with the token: who deletes one erases the other. */
  insertLink(
    link: SealedToken & { id: string; keyId: string; tokenId: string; proofHash: Uint8Array },
    lifetimeMs: number,
  ): Promise<{ expiresAt: number }>;
  /**
   * Opens the link and erases what it held: of any number at once one gets it. `undefined` when the
   * link is not there, the proof is another, it was opened before, or it has expired.
   */
  openLink(
    id: string,
    proofHash: Uint8Array,
  ): Promise<(SealedToken & { readonly finishesRenewal: boolean }) | undefined>;
  /** Erases what a link held that expired unopened; `false` when that was done, or there is none that has. */
  eraseExpiredLink(id: string): Promise<boolean>;
  /** Lets opening the link to the key's new token finish the renewal; `false` when that was so already, or there is no such link. */
  finishRenewalWhenOpened(keyId: string): Promise<boolean>;
  /** Notes that opening was refused; `false`, and nothing noted, when that was done less than a minute ago. */
  noteLinkRefused(id: string): Promise<boolean>;
}
