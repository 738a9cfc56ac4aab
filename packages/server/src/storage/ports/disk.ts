/** The disk of a database that lies where the server runs. */
export interface DatabaseDisk {
  /**
   * Looks at the disk, and keeps a reserve on it, as far as there is room: it is given up when a change that takes
   * access away finds the disk full.
   */
  look(): Promise<DiskState>;
}

export interface DiskState {
  /** Beside the reserve. */
  readonly freeBytes: number;
  /** What of the reserve is there. */
  readonly reserveBytes: number;
  readonly isReserveWhole: boolean;
}
