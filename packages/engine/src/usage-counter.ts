import type { DecisionTrace } from './decision.ts';
import { type CountedCode, countedCodes, type DecisionCode } from './decision-codes.ts';
import type { KeyIndex } from './key-index.ts';
import { type CellNames, UsageCells } from './usage-cells.ts';

const allowed = 0;
const numbers: Readonly<Partial<Record<DecisionCode, number>>> = Object.fromEntries(
  countedCodes.map((code, number) => [code, number]),
);

/** How often, within one batch, a token of a key was used in an account with one outcome. */
export interface Usage {
  /** UUID in lower case. */
  readonly keyId: string;
  /** `null` for `invalid_credentials`: a wrong token of this key. */
  readonly tokenId: string | null;
  /** The account that was called; the key's own when nobody knows that account, or the credential was wrong. */
  readonly accountId: number;
  readonly code: CountedCode;
  readonly count: number;
  /**
   * Milliseconds since 1970. Of a single request its own; of several, the first one's and the moment
   * at which the batch was taken: looking at the clock each time would cost decisions more.
   */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Where the last one came from: the address of the peer, and what it said about the client, empty if nothing. */
  readonly peer: string;
  readonly forwardedFor: string;
}

/** What was counted since the batch before: its parts are put together as they are read, each once. */
export interface UsageBatch {
  /** How many parts there are at most. */
  readonly size: number;
  readonly parts: Iterable<Usage>;
}

/** The id of row 0. */
const noKeyId = '';

export interface UsageCounterOptions {
  /** What decisions are based on now, such as `() => verifier.index`. */
  readonly index: () => KeyIndex;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Counts decisions in memory, until somebody takes the batch to where it is kept.
 *
 * The first decision of a key, token, account and code in a batch makes a cell, with a look at the
 * clock and, unless the batch before had it too, the names of what the rows hold now; every other one
 * adds to it and allocates nothing. What it holds is bounded by the keys that were used since the last
 * batch but one. A wrong token costs the same whether there is such a key or not: what was sent with
 * unknown key strings is counted for nobody, in row 0, and never leaves.
 */
export class UsageCounter {
  readonly #index: () => KeyIndex;
  readonly #clock: () => number;
  #counted: KeyIndex;
  #cells = new UsageCells();
  /** The batch before, for the names: most keys in use are in both. */
  #before = new UsageCells();
  /** Cells whose rows are of an index that was replaced. */
  #older: UsageCells[] = [];

  constructor({ index, clock = Date.now }: UsageCounterOptions) {
    this.#index = index;
    this.#clock = clock;
    this.#counted = index();
  }

  /**
   * Counts a decision. Has to be called right after it was made, before anything is awaited.
   *
   * @param code its code, or as what else it counts
   * @param peer the address that the request came from
   * @param forwardedFor what a peer that is believed says about the client; empty if nothing
   */
  count(code: DecisionCode, { keyRow, tokenRow, accountId }: DecisionTrace, peer: string, forwardedFor: string): void {
    const number = code === 'allowed' ? allowed : numbers[code];
    if (number === undefined) return;
    const index = this.#index();
    if (index !== this.#counted) this.#begin(index);
    const revision = index.keys.revision(keyRow);
    let cell = this.#cells.find(keyRow, revision, tokenRow, accountId, number);
    if (cell === -1) {
      const known = this.#before.find(keyRow, revision, tokenRow, accountId, number);
      const names = known === -1 ? namesOf(index, keyRow, tokenRow, accountId) : this.#before.names(known);
      cell = this.#cells.add(keyRow, revision, tokenRow, accountId, number, names);
      this.#cells.begin(cell, this.#clock());
    }
    this.#cells.increment(cell, peer, forwardedFor);
  }

  /** Takes what was counted; counting begins anew. */
  drain(): UsageBatch {
    const taken = [...this.#older, this.#cells];
    const at = this.#clock();
    this.#older = [];
    this.#before = this.#cells;
    this.#cells = new UsageCells(this.#cells.size);
    return { size: taken.reduce((sum, cells) => sum + cells.size, 0), parts: partsOf(taken, at) };
  }

  /** The rows of another index mean other keys: what was counted by the old ones is only kept. */
  #begin(index: KeyIndex): void {
    this.#older.push(this.#cells);
    this.#cells = new UsageCells();
    this.#before = new UsageCells();
    this.#counted = index;
  }
}

function namesOf(index: KeyIndex, keyRow: number, tokenRow: number, accountId: number): CellNames {
  return {
    keyId: keyRow === 0 ? noKeyId : index.keys.id(keyRow),
    tokenId: tokenRow === 0 ? null : index.tokens.id(tokenRow),
    accountId: accountId === 0 && keyRow !== 0 ? index.ownerOf(keyRow).id : accountId,
  };
}

function* partsOf(taken: readonly UsageCells[], at: number): Generator<Usage> {
  for (const cells of taken) {
    for (let cell = 0; cell < cells.size; cell++) {
      const { keyId, tokenId, accountId } = cells.names(cell);
      if (keyId === noKeyId) continue;
      const count = cells.count(cell);
      const firstAt = cells.firstAt(cell);
      yield {
        keyId,
        tokenId,
        accountId,
        code: countedCodes[cells.code(cell)] as CountedCode,
        count,
        firstAt,
        // A clock that was set back does not make the last request older than the first.
        lastAt: count === 1 ? firstAt : Math.max(firstAt, at),
        peer: cells.peer(cell),
        forwardedFor: cells.forwardedFor(cell),
      };
    }
  }
}
