import type { Verifier } from '@chaveiro/sdk';
import { type TSchema, Type } from 'typebox';
import type { Metrics } from '../observability/metrics.ts';
import type { Readiness } from './readiness.ts';

/** An address that says how the process is, without asking who wants to know. */
export interface StatusDescription {
  readonly path: string;
  readonly operationId: 'health' | 'readiness' | 'metrics' | 'describe' | 'describeVtex';
  readonly summary: string;
  /** Whether it is there only for those who may ask for decisions. */
  readonly isForDecisionPeers: boolean;
  readonly mediaType: 'application/json' | 'text/plain';
  readonly schema: TSchema;
  /** Whether it answers 503 in the same form when something is wrong. */
  readonly mayFail: boolean;
}

interface StatusAnswer {
  readonly status: 200 | 503;
  readonly mediaType: string;
  readonly body: unknown;
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
    mayFail: false,
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
      },
      closed,
    ),
    mayFail: true,
  },
  {
    path: '/metrics',
    operationId: 'metrics',
    summary: 'Metrics, as Prometheus reads them',
    isForDecisionPeers: true,
    mediaType: 'text/plain',
    schema: Type.String(),
    mayFail: false,
  },
  {
    path: '/api/openapi.json',
    operationId: 'describe',
    summary: 'This description',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object({ openapi: Type.String() }),
    mayFail: false,
  },
  {
    path: '/api/vtex/openapi.json',
    operationId: 'describeVtex',
    summary: 'The description of the endpoints of VTEX that work here',
    isForDecisionPeers: false,
    mediaType: 'application/json',
    schema: Type.Object({ openapi: Type.String() }),
    mayFail: false,
  },
];

const json = 'application/json; charset=utf-8';

export function statusRoutes(options: {
  verifier: Verifier;
  readiness: Readiness;
  metrics: Metrics;
  openApi: () => object;
  vtexOpenApi: () => object;
}): readonly StatusRoute[] {
  const { verifier, readiness, metrics, openApi, vtexOpenApi } = options;

  const answers: Record<StatusDescription['operationId'], () => Promise<StatusAnswer>> = {
    health: async () => ({ status: 200, mediaType: json, body: { status: 'alive' } }),
    readiness: async () => {
      const { revision, ageMs } = verifier.state();
      const reason = readiness.refusal();
      const ageSeconds = ageMs === null ? null : ageMs / 1000;
      const body = { ready: reason === null, reason, revision, ageSeconds };
      return { status: reason === null ? 200 : 503, mediaType: json, body };
    },
    metrics: async () => {
      const { contentType } = metrics.registry;
      return { status: 200, mediaType: contentType, body: await metrics.registry.metrics() };
    },
    describe: async () => ({ status: 200, mediaType: json, body: openApi() }),
    describeVtex: async () => ({ status: 200, mediaType: json, body: vtexOpenApi() }),
  };
  return statusDescriptions.map((description) => ({ ...description, answer: answers[description.operationId] }));
}
