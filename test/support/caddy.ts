import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway, GatewayOptions } from './nginx.ts';
import { findFreePort, isListening } from './ports.ts';
import { startProcess } from './processes.ts';
import { requireProgram } from './programs.ts';
import { exampleFolder } from './repository.ts';
import { makeTempFolder } from './temp-folder.ts';

export const caddy = requireProgram('caddy');

/** Starts Caddy on the shipped example, as its README says: the addresses come by environment. */
export async function startCaddy(options: GatewayOptions): Promise<Gateway> {
  const folder = makeTempFolder();
  const port = await findFreePort();
  const text = readFileSync(join(exampleFolder, 'caddy', 'Caddyfile'), 'utf8');
  const { balancer, pagesOrigin } = options;
  const trusted =
    balancer === undefined ? text : text.replaceAll('# trusted_proxies 10.0.0.0/8', `trusted_proxies ${balancer}`);
  writeFileSync(join(folder, 'Caddyfile'), trusted);
  const process = startProcess(caddy.path, ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'], {
    cwd: folder,
    env: {
      HOME: folder,
      GATEWAY_ADDRESS: `http://:${port}`,
      CHAVEIRO_ADDRESS: options.chaveiro.startsWith('/') ? `unix/${options.chaveiro}` : options.chaveiro,
      APP_ADDRESS: `127.0.0.1:${options.appPort}`,
      ...(pagesOrigin === undefined ? {} : { PAGES_ORIGIN: pagesOrigin }),
    },
  });
  await process.waitUntil('it listens', () => isListening(port));
  return { port, url: `http://127.0.0.1:${port}`, process };
}
