import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a gateway hears when it asks. */
export type ScriptedAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly code?: string }
  /** Takes the question and never answers. */
  | { readonly kind: 'silence' }
  /** Closes the connection instead of answering. */
  | { readonly kind: 'hang-up' };

/** Something in Chaveiro's place that answers what the test says, also what Chaveiro never would. */
export interface ScriptedChaveiro {
  readonly address: string;
  next: ScriptedAnswer;
}

export async function startScriptedChaveiro(): Promise<ScriptedChaveiro> {
  const server = createServer((_request, response) => {
    const answer = scripted.next;
    if (answer.kind === 'silence') return;
    if (answer.kind === 'hang-up') {
      response.destroy();
      return;
    }
    response.statusCode = answer.status;
    response.setHeader('Cache-Control', 'no-store');
    if (answer.code !== undefined) response.setHeader('X-Chaveiro-Code', answer.code);
    if (answer.status === 204) {
      for (const name of ['Key', 'Key-Id', 'Owner', 'User', 'Account', 'Resource']) {
        response.setHeader(`X-Chaveiro-${name}`, '');
      }
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const scripted: ScriptedChaveiro = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: { kind: 'silence' },
  };
  return scripted;
}
