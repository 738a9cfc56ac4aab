/** A decision in process, through the engine, against one SHA-256 of the token. */
import { runProcess } from './support/node-process.ts';
import { serverCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, atMost, type Section } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

const kinds = [
  'allowed by resource',
  'allowed by resource, and counted',
  'allowed by route',
  'denied: resource_denied',
  'denied: no_grant',
  'denied: key_inactive',
  'denied: malformed token',
  'denied: unknown key',
  'denied: wrong token',
] as const;
export type Kind = (typeof kinds)[number];

/** These compute HMACs and take some twenty times as long; fewer of them are as sure. */
const slowKinds: readonly Kind[] = ['denied: unknown key', 'denied: wrong token'];

/** What `processes/decision.ts` is told. */
export interface DecisionInput {
  readonly kind: Kind;
  readonly keys: number;
  readonly usable: number;
  readonly rounds: number;
  readonly perRound: number;
}

/** What it answers: medians of its rounds. */
export interface DecisionTimes {
  readonly decisionNs: number;
  readonly hashNs: number;
}

/** Runs the benchmark. */
export async function benchDecision(scale: Scale): Promise<Section> {
  const input = {
    keys: atScale(scale, 100_000, 5_000),
    usable: atScale(scale, 1_000, 100),
    rounds: atScale(scale, 25, 3),
  };
  const perRound = atScale(scale, 20_000, 2_000);
  const samples = await sampleInBlocks(kinds, atScale(scale, 5, 1), (kind) =>
    runProcess<DecisionTimes>(serverCore, 'decision.ts', {
      ...input,
      kind,
      perRound: slowKinds.includes(kind) ? perRound / 10 : perRound,
    } satisfies DecisionInput),
  );
  // Each decision is compared with the hashes of its own process.
  const ratiosOf = (kind: Kind) => samples[kind].map(({ decisionNs, hashNs }) => decisionNs / hashNs);
  const ratioOf = (kind: Kind) => median(ratiosOf(kind));
  const timesOf = (kind: Kind, what: keyof DecisionTimes) => samples[kind].map((sample) => sample[what]);
  const nsOf = (kind: Kind) => median(timesOf(kind, 'decisionNs'));
  const routeToResource = nsOf('allowed by route') / nsOf('allowed by resource');
  return {
    title: 'The decision in process',
    goals: [
      atMost('a decision by resource, of one SHA-256', ratioOf('allowed by resource'), 3, asRatio),
      atMost('a decision by route, of one SHA-256', ratioOf('allowed by route'), 3, asRatio),
    ],
    tables: [
      {
        columns: ['decision', 'ns', 'one SHA-256, ns', 'ratio'],
        rows: kinds.map((kind) => [
          kind,
          withRange(timesOf(kind, 'decisionNs'), 0),
          withRange(timesOf(kind, 'hashNs'), 0),
          withRange(ratiosOf(kind), 2),
        ]),
      },
    ],
    notes: [
      `\`verifier.decide\` with a kept target, over an index of ${grouped(input.keys)} keys, with the tokens of ` +
        `${grouped(input.usable)} keys spread over all of them in turn, against ` +
        '`crypto.hash("sha256", token, "latin1")` of the same tokens. By resource means any one of three; by route ' +
        'means method and path in a table of 790 routes, each asked for in turn: it takes ' +
        `${asRatio(routeToResource)} the time. Counted means counted as use of key and token, in batches of ` +
        `${grouped(perRound)} decisions; a server's batches last five seconds. The code of every decision is checked.`,
      `${samples['allowed by resource'].length} fresh processes for each kind. In each, after 5 rounds to warm up, ` +
        `${input.rounds} rounds of ${grouped(perRound)} decisions (a tenth for the slow ones) alternate with as many ` +
        'hashes; time is CPU time of the process. An unknown key and a wrong token cost two HMACs by design, real or ' +
        'for show, so that the time of a refusal does not tell which of them it was; what cannot be a token is ' +
        'refused before any hash, whatever the key.',
    ],
  };
}
