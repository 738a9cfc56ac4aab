/** Lets one at a time through, in the order in which they came. */
export class Mutex {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves to `true` with the mutex, or to `false` when it was not to be had in time. */
  async enter(timeoutMs: number): Promise<boolean> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return true;
    }
    return await new Promise((resolve) => {
      const letIn = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(letIn), 1);
        resolve(false);
      }, timeoutMs);
      this.#waiting.push(letIn);
    });
  }

  /** Hands the mutex to the next. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
