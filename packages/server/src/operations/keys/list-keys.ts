import type { Actor } from '../../domain/actor.ts';
import type { KeySort, SortOrder } from '../../domain/api-key.ts';
import type { Freshness } from '../../domain/freshness.ts';
import type { OperationContext } from '../context.ts';
import type { KeyView } from './key-view.ts';

export interface ListKeysInput {
  readonly account: string;
  /** Matches inside label and key string, whatever the case and accents. */
  readonly q?: string | undefined;
  readonly status?: 'active' | 'inactive' | undefined;
  /** Id of a role that the keys have in this account. */
  readonly role?: number | undefined;
  readonly freshness?: Freshness | undefined;
  /** Default `createdAt`. */
  readonly sort?: KeySort | undefined;
  /** Default `desc` when sorted by `createdAt`, otherwise `asc`. */
  readonly order?: SortOrder | undefined;
  /** 1 to 200, default 50. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before, asked for with the same sort and order. */
  readonly cursor?: string | undefined;
}

export interface KeyListView {
  readonly items: readonly KeyView[];
  readonly nextCursor: string | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}

export declare function listKeys(context: OperationContext, actor: Actor, input: ListKeysInput): Promise<KeyListView>;
