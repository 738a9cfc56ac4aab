/** What followers ask of a server: its changes, and that it hears how far they are and what they have counted. */
import type { IncomingMessage } from 'node:http';
import { type Static, Type } from 'typebox';
import { countedCodes, parseRevision, type Revision, type Verifier } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import type { KeyUse } from '../../domain/key-use.ts';
import { hourOf } from '../../domain/key-use.ts';
import type { StoredFollower } from '../../domain/token-keys.ts';
import { createFailureLimit } from '../../gate/failure-limit.ts';
import type { Readiness } from '../../gate/readiness.ts';
import type { Endpoint } from '../endpoint.ts';
import { jsonAnswer, onlyMethod } from '../endpoint.ts';
import { createBodyCheck, createQueryCheck } from '../input.ts';
import type { FeedHub } from './feed-hub.ts';
import type { FollowerRegistry } from './follower-registry.ts';

export const feedAddress = '/api/v1/feed';
export const positionAddress = '/api/v1/feed/position';
export const usageAddress = '/api/v1/feed/usage';

/** How many followers one server serves: each costs a connection, and the memory of what it has not read. */
const maxStreams = 2_000;
const failuresPerWindow = 20;
const maxUses = 200;
/** A follower's clock may be wrong; what it says about the future is not believed. */
const maxCount = 1_000_000_000;

const revision = (description: string) => Type.String({ minLength: 3, maxLength: 48, description });

export const feedQuery = Type.Object(
  { after: Type.Optional(revision('What the follower has; without it everything is sent.')) },
  { additionalProperties: false },
);

export const positionBody = Type.Object(
  {
    revision: revision('What the follower decides by.'),
    node: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'As the first line of the feed calls it.' }),
    ),
  },
  { additionalProperties: false },
);

export const positionView = Type.Object(
  {
    revision: Type.String({
      description: 'What this server decides by. A follower that has it has everything up to when it asked.',
    }),
    ageMs: Type.Number({ description: 'Since this server itself last heard from its database, in milliseconds.' }),
  },
  { additionalProperties: false },
);

export const usageBody = Type.Object(
  {
    uses: Type.Array(
      Type.Object(
        {
          keyId: Type.String({ format: 'uuid' }),
          tokenId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
            description: '`null`: a wrong token.',
          }),
          accountId: Type.Integer({ minimum: 1, description: 'The account that was called.' }),
          code: Type.Enum(countedCodes as readonly string[] as string[]),
          count: Type.Integer({ minimum: 0, maximum: maxCount }),
          agoMs: Type.Number({ minimum: 0, description: 'How long ago the last one was.' }),
          address: Type.Optional(Type.String({ maxLength: 64, description: 'From where it came.' })),
        },
        { additionalProperties: false },
      ),
      { maxItems: maxUses },
    ),
  },
  { additionalProperties: false },
);

export interface FeedEndpointOptions {
  readonly hub: FeedHub;
  readonly followers: FollowerRegistry;
  readonly verifier: Verifier;
  readonly readiness: Readiness;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly addressOf: (req: IncomingMessage) => string;
  /** Takes what followers have counted to where it is kept. */
  readonly addUses: (uses: readonly KeyUse[]) => void;
  /** Hears how far a follower is. */
  readonly onPosition: (follower: StoredFollower, node: string, reached: Revision, agent: string | undefined) => void;
}

const checkQuery = createQueryCheck(feedQuery);
const checkPosition = createBodyCheck(positionBody);
const checkUsage = createBodyCheck(usageBody);

export function feedEndpoints(options: FeedEndpointOptions): readonly (readonly [string, Endpoint])[] {
  const { hub, verifier, readiness, clock } = options;
  const identify = createIdentifyFollower(options);

  return [
    [
      feedAddress,
      onlyMethod('GET', async ({ raw, query }) => {
        const follower = identify(raw);
        const { after } = checkQuery(query);
        if (after !== undefined && parseRevision(after) === undefined) throw notARevision('after');
        const unable = readiness.refusal();
        if (unable !== null) throw new ChaveiroError(unable, 'This server cannot serve followers now.');
        if (hub.size >= maxStreams)
          throw new ChaveiroError('overloaded', `This server serves ${maxStreams} followers and no more.`);
        const { lines } = hub.open(follower.id, follower.accountId, after as Revision | undefined);
        const headers = { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'X-Accel-Buffering': 'no' };
        return { status: 200, headers, body: lines };
      }),
    ],
    [
      positionAddress,
      onlyMethod('POST', async ({ raw, readBody }) => {
        const follower = identify(raw);
        const { revision: reached, node = follower.id } = checkPosition(await readBody());
        if (parseRevision(reached) === undefined) throw notARevision('revision');
        const { revision: own, ageMs } = verifier.state();
        if (own === null || ageMs === null)
          throw new ChaveiroError('not_ready', 'This server cannot serve followers yet.');
        options.onPosition(follower, node, reached as Revision, raw.headers['user-agent']);
        return jsonAnswer(200, { revision: own, ageMs: Math.ceil(ageMs) } satisfies Static<typeof positionView>);
      }),
    ],
    [
      usageAddress,
      onlyMethod('POST', async ({ raw, readBody }) => {
        const follower = identify(raw);
        const { uses } = checkUsage(await readBody());
        const now = clock();
        const own = uses.filter(({ accountId }) => follower.accountId === null || accountId === follower.accountId);
        options.addUses(own.map((use) => useOf(use, now)));
        return { status: 204, headers: {} };
      }),
    ],
  ];
}

function useOf({ agoMs, ...use }: Static<typeof usageBody>['uses'][number], now: number): KeyUse {
  const lastAt = Math.max(0, Math.round(now - agoMs));
  return { ...use, code: use.code as KeyUse['code'], hour: hourOf(lastAt), lastAt, address: use.address ?? '' };
}

function notARevision(field: string): ChaveiroError {
  return new ChaveiroError('invalid_request', `"${field}" has to be a revision, as the feed names them.`, { field });
}

/** Who asks, by the credential in `Authorization: Bearer`. Throws `missing_credentials`, `invalid_credentials`, `overloaded`. */
function createIdentifyFollower({ followers, clock, addressOf }: FeedEndpointOptions) {
  const limit = createFailureLimit(failuresPerWindow);
  return (req: IncomingMessage): StoredFollower => {
    const [, credential] = /^bearer +([!-~]{1,256})$/i.exec(req.headers.authorization ?? '') ?? [];
    if (credential === undefined) {
      throw new ChaveiroError('missing_credentials', 'Send the credential of a node: "Authorization: Bearer chn_…".');
    }
    const source = addressOf(req);
    if (limit.isLimited(source, clock())) {
      throw new ChaveiroError('overloaded', 'Too many wrong credentials from your address; try again in ten seconds.');
    }
    const follower = followers.find(credential);
    if (follower !== undefined) return follower;
    limit.countFailure(source, clock());
    throw new ChaveiroError('invalid_credentials', 'The credential of this node is wrong or was revoked.');
  };
}
