import { Type } from 'typebox';
import { jsonLine } from '../../domain/json-line.ts';
import { exportAuditEvents } from '../../operations/audit/export-audit-events.ts';
import { listAuditEvents } from '../../operations/audit/list-audit-events.ts';
import { pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { auditEventView } from './views/audit.ts';
import { pageOf, view } from './views/view.ts';

const moment = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 40, description }));

const filters = {
  from: moment('Not before this day or moment, such as 2026-03-01 or 2026-03-01T12:00:00Z.'),
  to: moment('Before this day or moment, such as 2026-03-01 or 2026-03-01T12:00:00Z.'),
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'An action, such as key.created.' })),
  actor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'An actor: operator, system, anonymous, key:{appKey} or user:{email}.',
    }),
  ),
  subject: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'What it was done to: key:{id}, user:{id}, role:{account}/{id}, account:{name}, as events name it.',
    }),
  ),
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of anything that the event says: at most 200 characters.' }),
  ),
};

export const auditRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/audit',
      operationId: 'listAuditEvents',
      summary: 'Events of the account, newest first',
      tag: 'audit',
      anyOf: ['view_metrics'],
      query: view({ ...filters, ...pageFields }),
      body: null,
      success: { status: 200, schema: pageOf(auditEventView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: await listAuditEvents(context, actor, { account, ...query }),
    }),
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/audit/export',
      operationId: 'exportAuditEvents',
      summary: 'All events of the account that match, oldest first, as JSON lines',
      tag: 'audit',
      anyOf: ['view_metrics'],
      query: view(filters),
      body: null,
      success: {
        status: 200,
        schema: Type.String({ description: 'On each line an `AuditEvent`.' }),
        description: 'The events. An answer that breaks off is not whole.',
        mediaType: 'application/x-ndjson',
      },
    },
    async ({ context, actor, account, query }) => {
      const pages = await exportAuditEvents(context, actor, account, query);
      return { download: { chunks: jsonLines(pages), fileName: `${account}-audit.jsonl` } };
    },
  ),
];

async function* jsonLines(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map(jsonLine).join('');
}
