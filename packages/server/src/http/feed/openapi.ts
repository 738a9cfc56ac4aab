/** The part of the API's description that is for followers. */
import type { TObject, TSchema } from 'typebox';
import type { ProblemResponse } from '../openapi-text.ts';
import {
  feedAddress,
  feedQuery,
  positionAddress,
  positionBody,
  positionView,
  usageAddress,
  usageBody,
} from './feed-endpoints.ts';

const security = [{ nodeCredential: [] }];

function problems(problem: ProblemResponse): Record<number, object> {
  return {
    400: problem(400, 'A field or parameter is wrong; `field` names it.'),
    401: problem(401, 'The credential is missing, wrong or was revoked.'),
    500: problem(500, 'Chaveiro failed; its log says why.'),
    503: problem(503, 'The server cannot serve this follower now.'),
  };
}

function post(
  operation: { operationId: string; summary: string; description: string; body: TObject; success: object },
  problem: ProblemResponse,
): object {
  const { body, success, ...rest } = operation;
  return {
    ...rest,
    ...{ tags: ['feed'], security },
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: {
      ...success,
      ...problems(problem),
      413: problem(413, 'The body is too large.'),
      415: problem(415, 'The body is not JSON.'),
    },
  };
}

const json = (schema: TSchema) => ({ 'application/json': { schema } });

/** The paths for followers. */
export function feedPaths(problem: ProblemResponse): Record<string, object> {
  return {
    [feedAddress]: {
      get: {
        operationId: 'followChanges',
        summary: 'Follow the changes',
        description:
          'An answer without end: frames, each a JSON object on a line of its own. `hello` says the format; without `after` a snapshot ' +
          'comes in parts, then `changes` as they are made, and a `heartbeat` every second. After `resync` begin again without `after`.',
        ...{ tags: ['feed'], security },
        parameters: [{ name: 'after', in: 'query', required: false, schema: feedQuery.properties.after }],
        responses: {
          200: { description: 'The frames.', content: { 'application/x-ndjson': { schema: { type: 'string' } } } },
          ...problems(problem),
        },
      },
    },
    [positionAddress]: {
      post: post(
        {
          operationId: 'reportPosition',
          summary: 'Say how far a follower is',
          description: 'Answers how far the server is itself: whoever has that has everything up to when it asked.',
          body: positionBody,
          success: { 200: { description: 'How far the server is.', content: json(positionView) } },
        },
        problem,
      ),
    },
    [usageAddress]: {
      post: post(
        {
          operationId: 'reportUse',
          summary: 'Hand over what a follower has counted',
          description: 'Counts are added up. A follower of one account is believed for that account alone.',
          body: usageBody,
          success: { 204: { description: 'It was taken.' } },
        },
        problem,
      ),
    },
  };
}
