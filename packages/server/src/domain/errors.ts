import type { ErrorCode } from './error-codes.ts';
import type { HolderCounts } from './role-holders.ts';

/** What an error carries for its reader. Never a secret. */
export interface ErrorFields {
  /** The resources of which any one (`resource_missing`) or all (`above_own_rights`) would have opened it. */
  readonly missingResources?: readonly string[];
  /** Where in the input the mistake is, such as `label` or `routes[3].path`. */
  readonly field?: string;
  /** The most that is accepted of what was too much. */
  readonly limit?: number;
  /** In so many seconds it may be tried again. */
  readonly retryAfterSeconds?: number;
  /** How many have what cannot be deleted before they have it no more. */
  readonly holders?: HolderCounts;
  /** What was to be changed, as it is. */
  readonly current?: object;
}

/**
 * A failure with a code, and one or two sentences that say what was wrong and what would be right. It loads nothing:
 * the thread of a database throws it, too.
 */
export class ChaveiroError extends Error {
  readonly code: ErrorCode;
  readonly fields: ErrorFields;

  constructor(code: ErrorCode, detail: string, fields: ErrorFields = {}, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'ChaveiroError';
    this.code = code;
    this.fields = fields;
  }
}
