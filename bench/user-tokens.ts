/** A decision by user token, through the engine, against what it cannot do without: a hash, or a signature. */
import { runProcess } from './support/node-process.ts';
import { serverCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, atMost, type Section } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

const kinds = ['of a key, seen before', 'of a person, seen before', 'of a key, for the first time'] as const;
type Kind = (typeof kinds)[number];

/** What `processes/user-token.ts` is told. */
export interface UserTokenInput {
  readonly kind: Kind;
  readonly keys: number;
  /** Different tokens, each in its turn. Of more than ten thousand none is remembered when it comes again. */
  readonly tokens: number;
  readonly rounds: number;
  readonly perRound: number;
}

/** What it answers: medians of its rounds. */
export interface UserTokenTimes {
  readonly decisionNs: number;
  readonly baselineNs: number;
}

const isFirstTime = (kind: Kind) => kind === 'of a key, for the first time';

/** Runs the benchmark. */
export async function benchUserTokens(scale: Scale): Promise<Section> {
  const keys = atScale(scale, 100_000, 5_000);
  const rounds = atScale(scale, 25, 3);
  const known = atScale(scale, 1_000, 100);
  const perRound = atScale(scale, 20_000, 2_000);
  const samples = await sampleInBlocks(kinds, atScale(scale, 5, 1), (kind) =>
    runProcess<UserTokenTimes>(serverCore, 'user-token.ts', {
      kind,
      keys,
      tokens: isFirstTime(kind) ? 12_000 : known,
      rounds,
      perRound: isFirstTime(kind) ? perRound / 10 : perRound,
    } satisfies UserTokenInput),
  );
  const timesOf = (kind: Kind, what: keyof UserTokenTimes) => samples[kind].map((sample) => sample[what]);
  // Each decision is compared with the baseline of its own process.
  const ratiosOf = (kind: Kind) => samples[kind].map(({ decisionNs, baselineNs }) => decisionNs / baselineNs);
  const ratioOf = (kind: Kind) => median(ratiosOf(kind));
  return {
    title: 'The decision by user token',
    goals: [
      atMost('a decision by a user token seen before, of one SHA-256', ratioOf('of a key, seen before'), 4, asRatio),
      atMost(
        'the first decision by a user token, of one ES256',
        ratioOf('of a key, for the first time'),
        1.25,
        asRatio,
      ),
    ],
    tables: [
      {
        columns: ['user token', 'ns', 'baseline', 'baseline, ns', 'ratio'],
        rows: kinds.map((kind) => [
          kind,
          withRange(timesOf(kind, 'decisionNs'), 0),
          isFirstTime(kind) ? 'verifying ES256' : 'one SHA-256',
          withRange(timesOf(kind, 'baselineNs'), 0),
          withRange(ratiosOf(kind), 2),
        ]),
      },
    ],
    notes: [
      `\`verifier.decide\` by resource with a kept target, over an index of ${grouped(keys)} keys, with user tokens in turn. One that was ` +
        `seen before is found by its SHA-256 (${grouped(known)} different ones), against \`crypto.hash("sha256", token, "latin1")\` of the ` +
        'same tokens. For the first time its signature is verified, against `crypto.verify` of the same signatures, with ' +
        'the same key; 12,000 different tokens, so that each is forgotten before it comes again. The code of every decision is checked.',
      `${samples['of a key, seen before'].length} fresh processes for each kind; rounds, warming up and the clock as for decisions by pair.`,
    ],
  };
}
