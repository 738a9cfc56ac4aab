/** A pepper that the database knows, and the value by which it is recognised. */
export interface KnownPepper {
  readonly id: string;
  /** HMAC-SHA-256(pepper, "check" ‖ id), 32 bytes. */
  readonly checkValue: Uint8Array;
}

export interface PepperRegistry {
  listPeppers(): Promise<KnownPepper[]>;
  /**
   * Makes the pepper known, unless the database knows one already: of several processes that start at
   * once on a new database, one gets its pepper in. Under the lock of changes; takes no revision.
   */
  insertFirstPepper(pepper: KnownPepper): Promise<void>;
}
