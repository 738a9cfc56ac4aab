/** What is fixed of a code of a decision; that there is no other is what everything said about one is typed by. */
interface DecisionCodeFacts {
  /** What a gateway is answered. nginx understands 401 and 403; every other refusal it turns into 500. */
  readonly status: 204 | 401 | 403 | 503;
  /**
   * Whether it is use of a key. The others say nothing about one: there was no credential, the question was wrong, or
   * nobody could decide.
   */
  readonly isUse: boolean;
}

/** Why a request was allowed or denied; the denials in the order of their precedence: the first that applies wins. */
export const decisionCodes = {
  allowed: { status: 204, isUse: true },
  not_ready: { status: 503, isUse: false },
  too_stale: { status: 503, isUse: false },
  overloaded: { status: 503, isUse: false },
  misconfigured: { status: 503, isUse: false },
  missing_credentials: { status: 401, isUse: false },
  ambiguous_credentials: { status: 401, isUse: false },
  invalid_credentials: { status: 401, isUse: true },
  key_inactive: { status: 401, isUse: true },
  token_expired: { status: 401, isUse: true },
  account_inactive: { status: 403, isUse: true },
  bad_path: { status: 403, isUse: true },
  unknown_route: { status: 403, isUse: true },
  no_grant: { status: 403, isUse: true },
  resource_denied: { status: 403, isUse: true },
} as const satisfies Readonly<Record<string, DecisionCodeFacts>>;

export type DecisionCode = keyof typeof decisionCodes;

/** The codes that are use of a key. */
export type CountedCode = {
  [Code in DecisionCode]: (typeof decisionCodes)[Code]['isUse'] extends true ? Code : never;
}[DecisionCode];

export const countedCodes = (Object.keys(decisionCodes) as DecisionCode[]).filter(
  (code): code is CountedCode => decisionCodes[code].isUse,
);
