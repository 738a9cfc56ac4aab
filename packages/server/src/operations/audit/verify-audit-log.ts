import type { OperationContext } from '../context.ts';

/** One thing that is wrong with the log. */
export interface AuditProblem {
  readonly kind:
    | 'content_edited'
    | 'entry_edited'
    | 'entry_missing'
    | 'content_without_entry'
    | 'tail_missing'
    | 'unknown_pepper'
    | 'expected_head_missing';
  /** The change it is about. */
  readonly revision: number;
  /** A sentence for people. */
  readonly detail: string;
}

export interface AuditVerification {
  readonly entries: number;
  /** Entries whose content a retention or erasure policy removed. */
  readonly erasedContents: number;
  /** The newest entry, `{revision}:{mac in hex}` being its text form; `null` for an empty log. */
  readonly head: { readonly revision: number; readonly mac: string } | null;
  readonly problems: readonly AuditProblem[];
}

export interface VerifyAuditLogInput {
  /** A head that was printed or logged earlier: `{revision}:{mac in hex}`. */
  readonly expectedHead?: string | undefined;
}

export declare function verifyAuditLog(
  context: OperationContext,
  input: VerifyAuditLogInput,
): Promise<AuditVerification>;
