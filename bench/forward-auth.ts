/** A decision over HTTP, as nginx asks for it, against a `node:http` server that decides nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from '../test/support/chaveiro.ts';
import { findFreePort, isListening } from '../test/support/ports.ts';
import type { RunningProcess } from '../test/support/processes.ts';
import { type RawAnswer, sendRaw } from '../test/support/raw-http.ts';
import { type GatewayRequest, gatewayRequests, requestText } from './support/gateway-requests.ts';
import { createInstallation, fillAccount } from './support/installation.ts';
import { applyLoad, generatorFor } from './support/load.ts';
import { startNode } from './support/node-process.ts';
import { isPinned, moveToCore, readCpuUs, serverCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, atLeast, type Section, type Table } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

/** What `processes/bare-server.ts` is told. */
export interface BareServer {
  readonly port: number;
  readonly socket: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

interface Sample {
  readonly perSecond: number;
  readonly cpuUs: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const transports = ['port', 'socket'] as const;
const contestants = ['bare node:http', 'any of three resources', 'route policy, 790 routes'] as const;
type Transport = (typeof transports)[number];
type Contestant = (typeof contestants)[number];
type Case = `${Transport}: ${Contestant}`;

const cases: readonly Case[] = [
  'port: bare node:http',
  'port: any of three resources',
  'port: route policy, 790 routes',
  'socket: bare node:http',
  'socket: any of three resources',
];

const account = 'loja';
const connections = 64;

/** Runs the benchmark. */
export async function benchForwardAuth(scale: Scale): Promise<Section> {
  const keys = atScale(scale, 10_000, 1_000);
  const installation = await createInstallation();
  const { pairs } = await fillAccount(installation, account, { keys, usable: atScale(scale, 1_000, 100) });
  const requests = {
    'any of three resources': gatewayRequests(pairs, account, 'any-of'),
    'route policy, 790 routes': gatewayRequests(pairs, account, 'route'),
  };
  const headers = await answerHeaders(installation, requests['any of three resources'][0] as GatewayRequest);
  const files = {
    // The bare server reads the very same requests; it only does nothing with them.
    'bare node:http': writeRequests(installation, 'any-of', requests['any of three resources']),
    'any of three resources': join(installation.folder, 'any-of.requests'),
    'route policy, 790 routes': writeRequests(installation, 'route', requests['route policy, 790 routes']),
  };

  const samples = await sampleInBlocks(cases, atScale(scale, 5, 1), async (name) => {
    const [transport, who] = name.split(': ') as [Transport, Contestant];
    const server = who === 'bare node:http' ? await startBare(installation, headers) : await startOurs(installation);
    try {
      const target = transport === 'port' ? server.port : server.socket;
      return await measure(server.process, target, files[who], scale);
    } finally {
      await server.process.stop();
    }
  });
  return describe(samples, keys, scale);
}

function writeRequests(installation: Installation, name: string, requests: readonly GatewayRequest[]): string {
  const file = join(installation.folder, `${name}.requests`);
  writeFileSync(file, requests.map(requestText).join(''), 'latin1');
  return file;
}

interface Running {
  readonly process: RunningProcess;
  readonly port: number;
  readonly socket: string;
}

async function startOurs(installation: Installation): Promise<Running> {
  return installation.serve();
}

async function startBare(installation: Installation, headers: readonly string[]): Promise<Running> {
  const port = await findFreePort();
  const socket = join(installation.folder, `bare-${port}.sock`);
  const started = startNode(serverCore, 'bare-server.ts', { port, socket, headers } satisfies BareServer);
  await started.waitUntil('it listens', () => isListening(port));
  return { process: started, port, socket };
}

/**
 * The headers of one of our answers, for the bare server to send; without those that Node adds by
 * itself. Throws when the two servers' answers would then differ in more than values.
 */
async function answerHeaders(installation: Installation, request: GatewayRequest): Promise<string[]> {
  const ask = async (server: Running): Promise<RawAnswer> => {
    const answer = await sendRaw({ port: server.port, target: request.target, headers: request.headers });
    await server.process.stop();
    if (answer.status !== 204) throw new Error(`expected 204, got ${answer.status}: ${answer.body}`);
    return answer;
  };
  const own = await ask(await startOurs(installation));
  const byNode = ['date', 'connection', 'keep-alive'];
  const headers = own.headers.filter(([name]) => !byNode.includes(name)).flat();
  const bare = await ask(await startBare(installation, headers));
  const names = (answer: RawAnswer) =>
    answer.headers
      .map(([name]) => name)
      .sort()
      .join(' ');
  if (names(own) !== names(bare)) throw new Error(`headers differ:\n${names(own)}\n${names(bare)}`);
  return headers;
}

async function measure(
  server: RunningProcess,
  target: number | string,
  requestsFile: string,
  scale: Scale,
): Promise<Sample> {
  moveToCore(serverCore, server.pid);
  await applyLoad({ target, requestsFile, connections, seconds: atScale(scale, 2, 1) });
  const cpuBefore = readCpuUs(server.pid);
  const load = await applyLoad({ target, requestsFile, connections, seconds: atScale(scale, 3, 1) });
  const cpuAfter = readCpuUs(server.pid);
  return {
    perSecond: load.requests / load.seconds,
    cpuUs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / load.requests,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
  };
}

function describe(samples: Record<Case, Sample[]>, keys: number, scale: Scale): Section {
  const perSecond = (name: Case) => median(samples[name].map((sample) => sample.perSecond));
  const ratio = (transport: Transport, who: Contestant) =>
    perSecond(`${transport}: ${who}`) / perSecond(`${transport}: bare node:http`);

  const tableOf = (transport: Transport): Table => ({
    columns: [
      transport === 'port' ? 'over TCP' : 'over a unix socket',
      'requests/s',
      'ratio',
      'CPU µs a request',
      'p50 ms',
      'p99 ms',
    ],
    rows: contestants
      .filter((who) => cases.includes(`${transport}: ${who}`))
      .map((who) => {
        const taken = samples[`${transport}: ${who}`];
        const all = (what: 'perSecond' | 'p50Ms' | 'p99Ms') => taken.map((sample) => sample[what]);
        const cpu = taken.flatMap((sample) => sample.cpuUs ?? []);
        return [
          who,
          withRange(all('perSecond'), 0),
          asRatio(ratio(transport, who)),
          cpu.length === 0 ? 'not known' : withRange(cpu, 1),
          withRange(all('p50Ms'), 2),
          withRange(all('p99Ms'), 1),
        ];
      }),
  });

  const pinning = isPinned ? 'Server and generator each have a core of their own.' : 'Nothing is pinned to a core.';
  const generator =
    generatorFor(0) === 'wrk'
      ? 'TCP is driven by wrk with one thread, the unix socket, which wrk cannot reach, by `bench/processes/socket-load.ts`.'
      : 'The load comes from `bench/processes/socket-load.ts`, for wrk is not installed.';
  return {
    title: 'Forward-auth over HTTP, on one core',
    goals: [
      atLeast('forward-auth by resource, of bare `node:http`', ratio('port', 'any of three resources'), 0.85, asRatio),
      atLeast('forward-auth by route, of bare `node:http`', ratio('port', 'route policy, 790 routes'), 0.85, asRatio),
    ],
    tables: transports.map(tableOf),
    notes: [
      `\`chaveiro serve\` on SQLite with ${grouped(keys)} keys is asked as nginx asks: \`X-Original-Method\`, ` +
        '`X-Original-URI`, `X-Forwarded-For` and the client’s own headers, with the pairs of ' +
        `${grouped(atScale(scale, 1_000, 100))} keys in turn and paths of 790 routes. The bare server reads the same ` +
        'requests and answers 204 with the same headers and server options. ' +
        `${connections} connections stay open. ${generator} Compare within a table.`,
      `${samples['port: bare node:http'].length} samples each, every one a fresh server process: two seconds to ` +
        `warm up, ${atScale(scale, 3, 1)} measured. ${pinning} CPU is user and system time of the whole server process.`,
    ],
  };
}
