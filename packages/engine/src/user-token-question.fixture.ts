import type { FeedRecord } from './change-feed.ts';
import { world } from './decision.fixture.ts';
import { type Decision, decide, type UserTokenRequest } from './decision.ts';
import type { KeyIndex } from './key-index.ts';
import { grantRecord, keyRecord } from './records.fixture.ts';
import { type Question, resolveTarget } from './target.ts';
import {
  claimsOfKey,
  claimsOfUser,
  signedToken,
  signingKeyRecord,
  testIat,
  testSigner,
  userRecord,
} from './user-token.fixture.ts';

/** Whose key the index has. */
export const signer = testSigner('A');

/** Whose key it has only where a test brings it. */
export const other = testSigner('B');

/** A minute after the tokens were made. */
export const now = (testIat + 60) * 1000;

export const key1 = keyRecord(1, { grants: [grantRecord(1, [2])] });
export const ana = userRecord(1, { memberships: [{ accountId: 1, roleIds: [2] }] });
/** An index of these knows both tokens. */
export const everything: readonly FeedRecord[] = [...world, signingKeyRecord(signer), key1, ana];

export const ofKey = signedToken(signer, claimsOfKey(1));
export const ofAna = signedToken(signer, claimsOfUser(1));

interface Asked extends Partial<Omit<UserTokenRequest, 'target'>> {
  readonly question?: Question;
  readonly at?: number;
}

/** Decides whether whoever the token stands for may view in `loja`, unless asked otherwise. */
export function ask(index: KeyIndex, userToken: string, { question, at = now, ...request }: Asked = {}): Decision {
  const inLoja: Question = { account: 'loja', requirement: { kind: 'any-of', resources: ['View'] } };
  const target = resolveTarget(index, question ?? inLoja);
  return decide(index, { userToken, target, ...request }, at);
}

export const codeOf = (index: KeyIndex, token: string, asked?: Asked) => ask(index, token, asked).code;
