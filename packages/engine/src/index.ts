export { AccountView } from './account-view.ts';
export { addMonths } from './calendar.ts';
export { findPathFault, isCanonicalPath } from './canonical-path.ts';
export type * from './change-feed.ts';
export { credentialDetail, isCredentialCode } from './credential-detail.ts';
export { type Credential, type Credentials, claimedBy, readCredentials } from './credentials.ts';
export {
  createTrace,
  type Decision,
  type DecisionRequest,
  type DecisionTrace,
  decide,
} from './decision.ts';
export { type CountedCode, countedCodes, type DecisionCode, decisionCodes } from './decision-codes.ts';
export { decodeFrame, encodeFrame, FeedFormatError, type FeedFrame, feedFormat } from './feed-codec.ts';
export type { FeedEvent } from './feed-follower.ts';
export { type HeaderName, headerName, isHeader } from './header-name.ts';
export { FeedRefusedError, HttpFeed, type HttpFeedOptions } from './http-feed.ts';
export { type KeyIdentity, KeyIndex } from './key-index.ts';
export {
  type Problem,
  problemDocument,
  problemHeaders,
  problemMediaType,
  type RefusalCode,
  type RefusalReason,
  refusalCodes,
  refusalDetails,
  refusalProblem,
} from './refusal-problem.ts';
export { refusalReason } from './refusal-reason.ts';
export * from './revision.ts';
export { compileRoutes, RouteConflictError } from './route-table.ts';
export { RouteTemplateError } from './route-template.ts';
export { type Question, type Requirement, type ResolvedQuestion, resolveTarget } from './target.ts';
export {
  generateNodeCredential,
  generateToken,
  hasValidChecksum,
  isNodeCredential,
  isWellFormedToken,
  tokenDigest,
  tokenPattern,
} from './token-format.ts';
export {
  type Usage,
  type UsageBatch,
  UsageCounter,
  type UsageCounterOptions,
} from './usage-counter.ts';
export { UsageReporter } from './usage-reporter.ts';
export type { UserIdentity } from './user-entries.ts';
export {
  readUserToken,
  type UserTokenClaims,
  userTokenAudience,
  userTokenHeader,
  userTokenIssuer,
} from './user-token.ts';
export {
  type CredentialOrigin,
  createVerifier,
  type Verifier,
  type VerifierOptions,
  type VerifierState,
} from './verifier.ts';
