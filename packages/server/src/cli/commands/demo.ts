import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config.ts';
import { defineCommand } from '../command.ts';
import { createDemoData, partner, shop } from '../demo/demo-data.ts';
import { type DemoRequest, demoRequests } from '../demo/demo-requests.ts';
import { createOrdersApi } from '../demo/orders-api.ts';
import { untilStopped } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Runs a playground: accounts, keys of every state, a protected orders API, and curl lines to try',
  options: { port: { takes: 'PORT', description: 'the port of Chaveiro; any free one unless given' } },
  settings: 'none',
  notes: [
    'Everything is in a temporary folder, which is removed at the end. Settings of the environment are not used.',
    'With --json: {url, setupUrl, ordersUrl, requests: [{title, curl, expect: {status, body}}]}.',
  ],
  examples: ['chaveiro demo', 'chaveiro demo --port 8420'],
  run: async ({ options, json, terminal }) => {
    const { openInstallation, serverLogger, startServer } = await import('../../compose.ts');
    const stopped = untilStopped();
    if (!json) terminal.warn('Starting the demo: a server, two accounts and their keys…');
    const folder = await mkdtemp(join(tmpdir(), 'chaveiro-demo-'));
    try {
      const config = loadConfig({}, { port: options.port ?? '0', 'data-dir': folder, 'log-level': 'warn' });
      const installation = await openInstallation(config);
      try {
        const server = await startServer(installation, await serverLogger(config));
        const orders = createOrdersApi(server.url);
        try {
          await server.ready;
          const operations = { ...installation.operations, publicUrl: () => server.url };
          const { keys, ownerSetupUrl } = await createDemoData(operations);
          const ordersUrl = await listenOnAnyPort(orders);
          const requests = demoRequests(keys, server.url, ordersUrl);
          const document = { url: server.url, setupUrl: ownerSetupUrl, ordersUrl, requests };
          terminal.write(json ? `${JSON.stringify(document)}\n` : `${demoText(document, terminal)}\n`);
          await stopped;
          if (!json) terminal.write('\nEnding the demo…\n');
        } finally {
          orders.close();
          orders.closeAllConnections();
          await server.close();
        }
      } finally {
        await installation.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    if (!json) terminal.write('The demo has ended, and nothing of it is left.\n');
    return undefined;
  },
});

async function listenOnAnyPort(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface DemoDocument {
  readonly url: string;
  readonly setupUrl: string;
  readonly ordersUrl: string;
  readonly requests: readonly DemoRequest[];
}

function demoText({ url, setupUrl, ordersUrl, requests }: DemoDocument, terminal: Terminal): string {
  const steps = requests.map(({ title, curl, expect }, i) =>
    [
      terminal.style('bold', `${i + 1}. ${title}`),
      curl,
      terminal.style('dim', `# ${[expect.status, ...expect.body].join(', ')}`),
    ].join('\n'),
  );
  return [
    `Chaveiro is at ${url}, and an orders API of ${shop} that asks it about every request at ${ordersUrl}.\n` +
      `The other account is ${partner}.`,
    `For the pages, open this once, choose a password, and you are the owner of ${shop}:\n${setupUrl}`,
    `Try this in another terminal; below each line is what comes back:`,
    ...steps,
    `All addresses: ${url}/api/openapi.json. Ctrl+C ends the demo and removes everything.`,
  ].join('\n\n');
}
