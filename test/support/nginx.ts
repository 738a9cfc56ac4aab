import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, isListening } from './ports.ts';
import { type RunningProcess, startProcess } from './processes.ts';
import { requireProgram } from './programs.ts';
import { exampleFolder } from './repository.ts';
import { makeTempFolder } from './temp-folder.ts';

export const nginx = requireProgram('nginx');

/** A gateway in front of an application. */
export interface Gateway {
  readonly port: number;
  readonly url: string;
  readonly process: RunningProcess;
}

export interface GatewayOptions {
  /** `127.0.0.1:8420`, or the absolute path of a unix socket. */
  readonly chaveiro: string;
  readonly appPort: number;
  /** What is believed about clients, such as `127.0.0.9/32`. */
  readonly balancer?: string;
  /** The origin of pages that may call. */
  readonly pagesOrigin?: string;
}

const files = [
  'nginx.conf',
  'chaveiro.conf',
  ...['auth', 'app', 'refusal', 'cors'].map((name) => `chaveiro-${name}.conf`),
];

/** Writes the shipped example into `folder`, with the lines of its README replaced that name addresses, and nothing else. */
export function writeNginxExample(folder: string, options: GatewayOptions & { port: number }): void {
  const chaveiro = options.chaveiro.startsWith('/') ? `unix:${options.chaveiro}` : options.chaveiro;
  mkdirSync(join(folder, 'temp'), { recursive: true });
  for (const file of files) {
    let text = readFileSync(join(exampleFolder, 'nginx', file), 'utf8')
      .replace('listen 127.0.0.1:8080;', `listen 127.0.0.1:${options.port};`)
      .replace('server 127.0.0.1:8420;', `server ${chaveiro};`)
      .replace('server 127.0.0.1:3000;', `server 127.0.0.1:${options.appPort};`);
    if (options.balancer !== undefined) text = text.replace('# 10.0.0.0/8 1;', `${options.balancer} 1;`);
    if (options.pagesOrigin !== undefined) {
      text = text.replace('# "https://pages.example.com" $', () => `"${options.pagesOrigin}" $`);
    }
    writeFileSync(join(folder, file), text);
  }
}

/** Starts nginx on the shipped example, as its README says. */
export async function startNginx(options: GatewayOptions): Promise<Gateway> {
  const folder = makeTempFolder();
  const port = await findFreePort();
  writeNginxExample(folder, { ...options, port });
  const process = startProcess(nginx.path, nginxArguments(folder));
  await process.waitUntil('it listens', () => isListening(port));
  return { port, url: `http://127.0.0.1:${port}`, process };
}

/** As root, workers would run as `nobody`, who may not open the socket of a Chaveiro that root started. */
export function nginxArguments(folder: string): string[] {
  const asRoot = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  return ['-p', folder, '-c', 'nginx.conf', ...asRoot];
}
