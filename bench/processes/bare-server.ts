/** The baseline of a decision over HTTP: `node:http` that answers 204 with the same headers, and does nothing else. */
import { createServer, type RequestListener } from 'node:http';
import type { BareServer } from '../forward-auth.ts';
import { readInput } from '../support/node-process.ts';
import { serverOptions } from '../support/server-options.ts';

const { port, socket, headers } = readInput<BareServer>();

const answer: RequestListener = (_request, response) => {
  response.writeHead(204, headers as string[]);
  response.end();
};
createServer(serverOptions, answer).listen(port, '127.0.0.1');
createServer(serverOptions, answer).listen(socket);
