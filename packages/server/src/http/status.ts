import { type TSchema, Type } from 'typebox';
import type { Verifier } from '#engine';
import { errorCodes } from '../domain/error-codes.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { announcementMs, jwkOf, type SigningKey } from '../domain/signing-key.ts';
import type { Readiness } from '../gate/readiness.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { DiskWatch } from './disk-watch.ts';

/** An address that says how the process is, without asking who wants to know. */
export interface StatusDescription {
  readonly path: string;
  readonly operationId: 'health' | 'readiness' | 'metrics' | 'describe' | 'describeVtex' | 'signingKeys';
  readonly summary: string;
  /** Whether it is there only for those who may ask for decisions. */
  readonly isForDecisionPeers: boolean;
  readonly mediaType: 'application/json' | 'text/plain';
  readonly schema: TSchema;
  /** How it answers 503, where it may: in the same form, or as a problem. */
  readonly unavailable?: 'in the same form' | 'problem';
}

interface StatusAnswer {
  readonly status: 200 | 503;
  readonly mediaType: string;
  readonly body: unknown;
  /** For how many seconds it may be kept; default not at all. */
  readonly maxAgeSeconds?: number;
}

export interface StatusRoute extends StatusDescription {
  readonly answer: () => Promise<StatusAnswer>;
}

const closed = { additionalProperties: false };

export const statusDescriptions: readonly StatusDescription[] = [
  {
    path: '/healthz',
    operationId: 'health',
    summary: 'Whether the process lives',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object({ status: Type.Literal('alive') }, closed),
  },
  {
    path: '/readyz',
    operationId: 'readiness',
    summary: 'Whether the process can decide',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object(
      {
        ready: Type.Boolean(),
        reason: Type.Union([Type.Literal('not_ready'), Type.Literal('too_stale'), Type.Null()]),
        revision: Type.Union([Type.String(), Type.Null()]),
        ageSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'Since the database last answered.' }),
        disk: Type.Union([Type.Literal('ok'), Type.Literal('scarce'), Type.Literal('exhausted'), Type.Null()], {
          description:
            "Room on the database's disk: scarce below 1 GiB, exhausted below 100 MiB. Decisions go on all the same, and what takes " +
            'access away as well. Null where the database is not on this machine.',
        }),
      },
      closed,
    ),
    unavailable: 'in the same form',
  },
  {
    path: '/metrics',
    operationId: 'metrics',
    summary: 'Metrics, as Prometheus reads them',
    isForDecisionPeers: true,
    mediaType: 'text/plain',
    schema: Type.String(),
  },
  {
    path: '/api/openapi.json',
    operationId: 'describe',
    summary: 'This description',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object({ openapi: Type.String() }),
  },
  {
    path: '/api/vtex/openapi.json',
    operationId: 'describeVtex',
    summary: 'The description of the endpoints of VTEX that work here',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object({ openapi: Type.String() }),
  },
  {
    path: '/.well-known/jwks.json',
    operationId: 'signingKeys',
    summary: 'The public keys of user tokens, as a JSON Web Key Set (RFC 7517)',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object(
      {
        keys: Type.Array(
          Type.Object(
            {
              kty: Type.Literal('EC'),
              crv: Type.Literal('P-256'),
              x: Type.String(),
              y: Type.String(),
              kid: Type.String({ pattern: '^[0-9A-F]{40}$' }),
              alg: Type.Literal('ES256'),
              use: Type.Literal('sig'),
            },
            closed,
          ),
        ),
      },
      closed,
    ),
    unavailable: 'problem',
  },
];

const json = 'application/json; charset=utf-8';

/** Whether a process can decide, as `/readyz` tells it. */
export function readinessOf(verifier: Verifier, readiness: Readiness, disk: DiskWatch | null) {
  const { revision, ageMs } = verifier.state();
  const reason = readiness.refusal();
  const ageSeconds = ageMs === null ? null : ageMs / 1000;
  const body = { ready: reason === null, reason, revision, ageSeconds, disk: disk?.level() ?? null };
  return { status: reason === null ? 200 : 503, body } as const;
}

export function statusRoutes(options: {
  verifier: Verifier;
  readiness: Readiness;
  disk: DiskWatch | null;
  metrics: Metrics;
  openApi: () => object;
  vtexOpenApi: () => object;
  /** Makes the first signing key where there is none; answers the one to sign with. */
  signer: () => Promise<Pick<SigningKey, 'kid' | 'publicKey'>>;
  /** Milliseconds since 1970. */
  clock: () => number;
}): readonly StatusRoute[] {
  const { verifier, readiness, disk, metrics, openApi, vtexOpenApi, signer, clock } = options;

  const answers: Record<StatusDescription['operationId'], () => Promise<StatusAnswer>> = {
    health: async () => ({ status: 200, mediaType: json, body: { status: 'alive' } }),
    readiness: async () => {
      return { mediaType: json, ...readinessOf(verifier, readiness, disk) };
    },
    metrics: async () => {
      const { contentType } = metrics.registry;
      return { status: 200, mediaType: contentType, body: await metrics.registry.metrics() };
    },
    describe: async () => ({ status: 200, mediaType: json, body: openApi() }),
    describeVtex: async () => ({ status: 200, mediaType: json, body: vtexOpenApi() }),
    signingKeys: async () => {
      // Before everything is read, an empty list would be an answer, and a wrong one.
      if (!verifier.state().ready) throw new ChaveiroError('not_ready', errorCodes.not_ready);
      const records = verifier.index.signingKeys.records();
      const good = records.filter(({ expiresAt }) => expiresAt === null || clock() < expiresAt);
      // Strict clients take a list without keys for a mistake, and come back for the first token's key only after a while: so it
      // is made for the first who asks.
      const keys = (good.length > 0 ? good : [await signer()]).map(jwkOf);
      return { status: 200, mediaType: json, body: { keys }, maxAgeSeconds: announcementMs / 1000 };
    },
  };
  return statusDescriptions.map((description) => ({ ...description, answer: answers[description.operationId] }));
}
