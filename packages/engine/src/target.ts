import type { AccountEntry } from './account-entries.ts';
import type { ApiEntry } from './api-entries.ts';
import type { KeyIndex } from './key-index.ts';

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
export interface ResolvedQuestion {
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

/** What the decision needs of a target beyond what callers see. */
export interface IndexedQuestion extends ResolvedQuestion {
  readonly index: KeyIndex;
  /** The index's `structureVersion` when it was looked up. */
  readonly version: number;
  readonly account: AccountEntry | undefined;
  /** `undefined` unless the question is about an API. */
  readonly api: ApiEntry | undefined;
  /** The accepted resources and their bits, in the order of the question; empty for an API. */
  readonly resources: readonly string[];
  readonly bits: readonly number[];
}

const none: readonly never[] = [];

/** Looks up a question. What it names and the index does not know is named in the answer. */
export function resolveTarget(index: KeyIndex, question: Question): IndexedQuestion {
  const { requirement } = question;
  const version = index.structureVersion;
  const account = question.account === undefined ? undefined : index.accounts.findByName(question.account);
  const api = requirement.kind === 'route' ? index.apis.find(requirement.api) : undefined;
  const resources = requirement.kind === 'any-of' ? requirement.resources : none;
  return {
    question,
    accountName: question.account ?? null,
    unknownAccount: question.account !== undefined && account === undefined,
    unknownResources: resources.filter((key) => index.resources.findBit(key) === undefined),
    unknownApi: requirement.kind === 'route' && api === undefined ? requirement.api : null,
    isCurrent: () => index.structureVersion === version,
    index,
    version,
    account,
    api,
    resources,
    bits: resources.map((key) => index.resources.findBit(key) ?? -1),
  };
}

/** The target itself, or, when it is of another index or not current, its question looked up in this one. */
export function resolvedIn(index: KeyIndex, target: ResolvedQuestion): IndexedQuestion {
  const resolved = target as IndexedQuestion;
  return resolved.index === index && resolved.version === index.structureVersion
    ? resolved
    : resolveTarget(index, target.question);
}
