import { type Answer, call, type Input } from './call.ts';

const route = 'POST /api/v1/accounts/{account}/decisions';

/** What can be asked about a pair. */
export type TriedPair = Input<typeof route>['body'];

/** A decision, and why. */
export type TriedDecision = Answer<typeof route>;

/** Decides about a pair. Neither it nor the answer is kept anywhere. */
export function tryPair(account: string, body: TriedPair): Promise<TriedDecision> {
  return call(route, { path: { account }, body });
}
