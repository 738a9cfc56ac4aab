/** What a request has to hold in the account that it calls. */
export type Requirement =
  | { readonly kind: 'any-role' }
  | { readonly kind: 'any-of'; readonly resources: readonly string[] }
  | { readonly kind: 'route'; readonly api: string };

/** What a gateway, or a body of `/verify`, asks about: everything but the credential and the path. */
export interface Question {
  /** Name of the account that is called; without it, the key's own. */
  readonly account?: string;
  readonly requirement: Requirement;
}

/**
 * A question, looked up in an index: keep it per gateway address, and resolve it again when it is
 * not current any more. Deciding with one that is not current is correct, only slower.
 */
export interface Target {
  readonly question: Question;
  /** The account's name as it was asked for; `null` for the key's own. */
  readonly accountName: string | null;
  readonly unknownAccount: boolean;
  /** Resources of the question that do not exist. */
  readonly unknownResources: readonly string[];
  /** The API of the question, if it does not exist. */
  readonly unknownApi: string | null;
  /** Whether looking it up again would find the same. */
  isCurrent(): boolean;
}
