export type * from './change-feed.ts';
export type { Decision, DecisionCode, DecisionRequest, KeyIdentity } from './decision.ts';
export * from './revision.ts';
export type { Question, Requirement, Target } from './target.ts';
export type { FeedEvent, TokenKeys, Verifier, VerifierOptions, VerifierState } from './verifier.ts';
export { createVerifier } from './verifier.ts';
