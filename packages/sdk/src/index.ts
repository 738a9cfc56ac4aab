export type { Decision, DecisionCode, KeyIdentity, Revision, TokenRole, UserIdentity } from '#engine';
export type { Chaveiro, ChaveiroOptions, ChaveiroState, Credential, Requirement } from './chaveiro.ts';
export { createChaveiro } from './create-chaveiro.ts';
