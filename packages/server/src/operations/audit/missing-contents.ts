/**
 * Entries whose content is not there, while nobody knows yet whether retention erased it: the event
 * that says so comes later in the chain. Held as runs, of which there is one in a log that is sound.
 */
export class MissingContents {
  readonly #runs: { first: number; last: number }[] = [];
  readonly #listed: number[] = [];

  /**
   * @param revision greater than all before
   * @param isListed whether the lists still have the event
   */
  add(revision: number, isListed: boolean): void {
    const run = this.#runs.at(-1);
    if (run?.last === revision - 1) run.last = revision;
    else this.#runs.push({ first: revision, last: revision });
    if (isListed) this.#listed.push(revision);
  }

  /** Those after a revision. */
  *after(limit: number): Generator<number> {
    for (const { first, last } of this.#runs) {
      for (let revision = Math.max(first, limit + 1); revision <= last; revision++) yield revision;
    }
  }

  /** Those up to a revision, included, that the lists still have. */
  listedUpTo(limit: number): number[] {
    return this.#listed.filter((revision) => revision <= limit);
  }

  /** How many there are up to a revision, included. */
  countUpTo(limit: number): number {
    return this.#runs.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last, limit) - first + 1), 0);
  }
}
