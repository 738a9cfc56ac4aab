/** Times one kind of decision by user token against its baseline, in turn, in this process. */
import { generateKeyPairSync, hash, randomUUID, sign, verify } from 'node:crypto';
import {
  type ChangeFeed,
  createTrace,
  createVerifier,
  type FeedRecord,
  type UserTokenClaims,
  userTokenAudience,
  userTokenHeader,
  userTokenIssuer,
} from '@chaveiro/engine';
import { accounts, createIndexFeed } from '../support/index-feed.ts';
import { readInput } from '../support/node-process.ts';
import { median } from '../support/statistics.ts';
import type { UserTokenInput, UserTokenTimes } from '../user-tokens.ts';

const { kind, keys, tokens: wanted, rounds, perRound } = readInput<UserTokenInput>();
const isFirstTime = kind === 'of a key, for the first time';
const warmUpRounds = 5;

const kid = 'A'.repeat(40);
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signature = { key: signing.privateKey, dsaEncoding: 'ieee-p1363' } as const;
const base = createIndexFeed(keys, Math.min(wanted, 1_000));
const session = randomUUID();
const userId = randomUUID();
const bare = (id: string) => id.replaceAll('-', '');

async function* withSigners(batches: AsyncIterable<readonly FeedRecord[]>): AsyncGenerator<readonly FeedRecord[]> {
  const publicKey = signing.publicKey.export({ format: 'der', type: 'spki' });
  yield [
    { kind: 'signing-key', revision: 1, kid, publicKey, expiresAt: null },
    {
      kind: 'user',
      revision: 1,
      id: bare(userId),
      email: 'ana@loja.example',
      sessions: [{ id: bare(session), expiresAt: Number.MAX_SAFE_INTEGER }],
      memberships: [{ accountId: 1, roleIds: [2] }],
    },
  ];
  yield* batches;
}

const feed: ChangeFeed = {
  ...base.feed,
  openSnapshot: async () => {
    const { revision, batches } = await base.feed.openSnapshot();
    return { revision, batches: withSigners(batches) };
  },
};
const verifier = createVerifier({ feed, maxStalenessMs: 900_000, whenStale: 'deny' });
await verifier.start();
const target = verifier.resolve({
  account: accounts.called,
  requirement: { kind: 'any-of', resources: ['ApproveOrders', 'ViewOrders', 'ListOrders'] },
});

const iat = Math.floor(Date.now() / 1000);

/** The claims of the nth token: of a person, or of one of the keys in turn, each token another one. */
function claimsOf(n: number): UserTokenClaims {
  const fixed = { audience: userTokenAudience, iss: userTokenIssuer, exp: iat + 21_600 + n, iat } as const;
  if (kind === 'of a person, seen before') {
    return { ...fixed, sub: 'ana@loja.example', account: accounts.called, sess: session, userId, jti: session };
  }
  const pair = base.pairs[n % base.pairs.length] as (typeof base.pairs)[number];
  const trace = createTrace();
  const decision = verifier.decide({ ...pair, target }, trace);
  const jti = verifier.originOf(trace)?.id ?? '';
  return { ...fixed, sub: pair.appKey, account: accounts.called, userId: decision.key?.id ?? '', jti };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = Array.from({ length: wanted }, (_, n) => {
  const text = `${encoded(userTokenHeader(kid))}.${encoded(claimsOf(n))}`;
  return { text: Buffer.from(text), signature: sign('sha256', Buffer.from(text), signature) };
});
// Flat strings, as they come from a socket.
const tokens: string[] = JSON.parse(
  JSON.stringify(signed.map(({ text, signature: bytes }) => `${text.toString()}.${bytes.toString('base64url')}`)),
);
const requests = tokens.map((userToken) => ({ userToken, target }));

/** CPU time of this process so far in nanoseconds. */
function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** CPU time of one of so many calls, each of which has to answer `true`. */
function time(call: (turn: number) => boolean): number {
  let wrong = 0;
  const before = cpuNs();
  for (let i = 0; i < perRound; i++) if (!call(i)) wrong++;
  const ns = (cpuNs() - before) / perRound;
  if (wrong > 0) throw new Error(`${kind}: ${wrong} of ${perRound} calls were wrong`);
  return ns;
}

let turn = 0;
const next = () => turn++ % tokens.length;
const publicKey = { key: signing.publicKey, dsaEncoding: 'ieee-p1363' } as const;

const decide = () => verifier.decide(requests[next()] as (typeof requests)[number]).allowed;
const baseline = isFirstTime
  ? (i: number) => {
      const { text, signature: bytes } = signed[i % signed.length] as (typeof signed)[number];
      return verify('sha256', text, publicKey, bytes);
    }
  : (i: number) => hash('sha256', tokens[i % tokens.length] as string, 'latin1').length === 32;

const decisionNs: number[] = [];
const baselineNs: number[] = [];
for (let round = -warmUpRounds; round < rounds; round++) {
  const [decision, least] = [time(decide), time(baseline)];
  if (round < 0) continue;
  decisionNs.push(decision);
  baselineNs.push(least);
}
verifier.stop();
const times: UserTokenTimes = { decisionNs: median(decisionNs), baselineNs: median(baselineNs) };
process.stdout.write(JSON.stringify(times));
