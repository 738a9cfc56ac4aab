import type { Revision } from '#engine';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import type { PasswordHasher } from '../domain/passwords/password-hasher.ts';
import type { Peppers } from '../domain/pepper.ts';
import type { Storage } from '../storage/storage.ts';
import type { Receipts } from './nodes/receipts.ts';
import type { RepeatableRequest } from './repeatable-request.ts';

/** What every operation works with; made once by the composition root. */
export interface OperationContext {
  readonly storage: Storage;
  readonly peppers: Peppers;
  readonly passwords: PasswordHasher;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** What the key strings of new keys begin with, such as `appkey`. */
  readonly keyPrefix: string;
  /** Where clients reach the server, which links begin with; no slash at the end. From the settings, never from a request. */
  readonly publicUrl: () => string;
  /**
   * Called once a change is committed, before the operation answers, so that this process decides by
   * its own changes. It has to resolve, also when the news cannot be taken in: the change stands.
   */
  readonly onChanged: (revision: Revision) => Promise<void>;
  /** Who decides by a change, and waits for that. */
  readonly receipts: Receipts;
  /** Called for every credential and every sign-in that is refused; the audit log gets one event a minute. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  /** The surface of the call, where that accepts other resources than `/api/v1`: see `accepted-resources.ts`. */
  readonly surface?: 'vtex';
  /** Only an operation that says what of its answer is secret may be handed a request that is repeated: see `RepeatableContext`. */
  readonly request?: never;
}

/** What an operation works with whose client may send its request again. */
export type RepeatableContext = Omit<OperationContext, 'request'> & {
  /** Of one request only: that it may have been made and answered before. */
  readonly request?: RepeatableRequest;
};
