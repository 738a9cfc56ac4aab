/** Times one kind of decision against one SHA-256 of the same tokens, in turn, in this process. */
import { hash } from 'node:crypto';
import {
  createTrace,
  createVerifier,
  type DecisionCode,
  type DecisionRequest,
  generateToken,
  type Question,
  UsageCounter,
} from '@chaveiro/engine';
import type { DecisionInput, DecisionTimes, Kind } from '../decision.ts';
import { accounts, createIndexFeed, type FeedPair, withheldResource } from '../support/index-feed.ts';
import { largeApi, largeRoutes, pathFor } from '../support/large-tables.ts';
import { readInput } from '../support/node-process.ts';
import { median } from '../support/statistics.ts';

const { kind, keys, usable, rounds, perRound } = readInput<DecisionInput>();
const warmUpRounds = 5;

const { feed, pairs, inactivePairs } = createIndexFeed(keys, usable);
const verifier = createVerifier({ feed, maxStalenessMs: 900_000, whenStale: 'deny' });
await verifier.start();
const usage = new UsageCounter({ index: () => verifier.index });

const byResource: Question = {
  account: accounts.called,
  requirement: { kind: 'any-of', resources: ['ApproveOrders', 'ViewOrders', 'ListOrders'] },
};
const byRoute: Question = { account: accounts.called, requirement: { kind: 'route', api: largeApi } };
const withheld: Question = {
  account: accounts.called,
  requirement: { kind: 'any-of', resources: [withheldResource] },
};
const elsewhere: Question = { ...byResource, account: accounts.empty };

const otherToken = (pair: FeedPair) => ({ ...pair, appToken: generateToken() });
const otherKey = ({ appToken }: FeedPair, n: number) => ({ appKey: `appkey-nobody-${n}`, appToken });

const kinds: Record<Kind, { code: DecisionCode; question: Question; pairs: readonly FeedPair[] }> = {
  'allowed by resource': { code: 'allowed', question: byResource, pairs },
  'allowed by resource, and counted': { code: 'allowed', question: byResource, pairs },
  'allowed by route': { code: 'allowed', question: byRoute, pairs },
  'denied: resource_denied': { code: 'resource_denied', question: withheld, pairs },
  'denied: no_grant': { code: 'no_grant', question: elsewhere, pairs },
  'denied: key_inactive': { code: 'key_inactive', question: byResource, pairs: inactivePairs },
  'denied: malformed token': {
    code: 'invalid_credentials',
    question: byResource,
    pairs: pairs.map((pair) => ({ ...pair, appToken: `${pair.appToken}x` })),
  },
  'denied: unknown key': { code: 'invalid_credentials', question: byResource, pairs: pairs.map(otherKey) },
  'denied: wrong token': { code: 'invalid_credentials', question: byResource, pairs: pairs.map(otherToken) },
};

const chosen = kinds[kind];
const isCounted = kind === 'allowed by resource, and counted';
// Flat strings, as they come from a socket, and not the ropes that they were put together from.
const called: FeedPair[] = JSON.parse(JSON.stringify(chosen.pairs));
const target = verifier.resolve(chosen.question);
const tokens = called.map((pair) => pair.appToken);
const requests = called.map((pair, number): DecisionRequest => {
  const route = largeRoutes[(number * 7) % largeRoutes.length];
  if (chosen.question !== byRoute || route === undefined) return { ...pair, target };
  return { ...pair, target, method: route.method, path: pathFor(route.path, number) };
});

/** CPU time of this process so far in nanoseconds: waiting for a busy core does not count, collecting garbage does. */
function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const trace = createTrace();

function timeDecisions(): number {
  let wrong = 0;
  const before = cpuNs();
  for (let i = 0; i < perRound; i++) {
    const decision = verifier.decide(requests[i % requests.length] as DecisionRequest, trace);
    if (isCounted) usage.count(decision.code, trace, '127.0.0.1', '');
    if (decision.code !== chosen.code) wrong++;
  }
  const ns = (cpuNs() - before) / perRound;
  if (wrong > 0) throw new Error(`${kind}: ${wrong} of ${perRound} decisions were not ${chosen.code}`);
  return ns;
}

function timeHashes(): number {
  let length = 0;
  const before = cpuNs();
  for (let i = 0; i < perRound; i++) length += hash('sha256', tokens[i % tokens.length] as string, 'latin1').length;
  const ns = (cpuNs() - before) / perRound;
  if (length !== 32 * perRound) throw new Error('a SHA-256 has 32 bytes');
  return ns;
}

const decisionNs: number[] = [];
const hashNs: number[] = [];
for (let round = -warmUpRounds; round < rounds; round++) {
  const [decision, digest] = [timeDecisions(), timeHashes()];
  // As a server does every few seconds: what a key costs once in each batch is measured as well, oftener than it comes up there.
  usage.drain();
  if (round < 0) continue;
  decisionNs.push(decision);
  hashNs.push(digest);
}
verifier.stop();
const times: DecisionTimes = { decisionNs: median(decisionNs), hashNs: median(hashNs) };
process.stdout.write(JSON.stringify(times));
