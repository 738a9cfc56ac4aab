import { Type } from 'typebox';
import { managementRights } from '../../domain/management-right.ts';
import { showReceipt } from '../../operations/nodes/show-receipt.ts';
import { defineRoute } from './route.ts';
import { view } from './views/view.ts';

const receiptView = view({
  revision: Type.String(),
  nodes: Type.Integer({ description: 'How many nodes live: servers, edges and services that decide.' }),
  applied: Type.Integer({ description: 'How many of them decide by the change.' }),
  slowestMs: Type.Union([Type.Integer(), Type.Null()], {
    description: 'How long the slowest one took; null where this server has not waited for it.',
  }),
  complete: Type.Boolean({ description: 'Whether all of them do.' }),
});

export const revisionRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/revisions/{revision}',
      operationId: 'showReceipt',
      summary: 'Who decides by a change by now',
      tag: 'decisions',
      anyOf: managementRights,
      query: view({}),
      body: null,
      success: {
        status: 200,
        schema: receiptView,
        description: 'The nodes that live, and how many of them have the change.',
      },
    },
    async ({ context, actor, account, params }) => ({
      body: await showReceipt(context, actor, { account, revision: params.revision as string }),
    }),
  ),
];
