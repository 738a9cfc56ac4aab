import { request } from 'node:http';
import { parseRevision } from '#engine';
import type { Config } from '../../config.ts';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';

/** How long a server may take to say how it is. */
const answerTimeoutMs = 3_000;

/** `Date` has whole seconds, and an answer takes its time: less than this is no difference. */
const clockDifferenceMs = 2_000;
const largestAnswer = 4 * 1024 * 1024;

/** A server hears of a change within 250 ms; one that has not heard of the database for so long does not follow it. */
const followsWithinSeconds = 5;

/** What is at an address of the settings. */
export type ServerState =
  | { readonly kind: 'nobody' }
  /** Something answers, and it is not Chaveiro. */
  | { readonly kind: 'stranger' }
  | {
      readonly kind: 'chaveiro';
      readonly version: string;
      /** Why it does not decide; `null` when it does. */
      readonly reason: string | null;
      readonly revision: string | null;
      /** Since the database last answered it. */
      readonly ageSeconds: number | null;
      /** How far its clock is ahead of the one here, or behind, as far as an answer in whole seconds tells. */
      readonly clockAheadMs: number;
    };

/** The address of a port, or of a unix socket. */
type Address = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** Every address of the settings at which a server would listen, asked how it is. */
export async function checkServers(
  { host, port, socket }: Pick<Config, 'host' | 'port' | 'socket'>,
  expected: ExpectedServer,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // A port that the system chooses is known to nobody else.
  if (port !== 0) {
    const address = { host: { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host, port };
    findings.push(checkServer('server', `${host}:${port}`, await askServer(address), expected));
  }
  if (socket !== null) {
    findings.push(checkServer('socket', socket, await askServer({ socketPath: socket }), expected));
  }
  return findings;
}

export interface ExpectedServer {
  /** The version of the command that asks. */
  readonly version: string;
  /** Where the database is in its stream of changes, read before the server was asked; `null` when that is not known. */
  readonly place: { readonly epoch: string; readonly revision: number } | null;
}

export function checkServer(check: string, where: string, state: ServerState, expected: ExpectedServer): Finding {
  if (state.kind === 'nobody') {
    const remedy = 'Start it with chaveiro serve, or run the doctor with the settings of the server.';
    return warning(check, `No server answers at ${where}.`, remedy);
  }
  if (state.kind === 'stranger') {
    const remedy = 'Stop the other program, or set CHAVEIRO_HOST, CHAVEIRO_PORT or CHAVEIRO_SOCKET to another address.';
    return problem(check, `What answers at ${where} is not Chaveiro.`, remedy);
  }
  const { reason, revision, ageSeconds, version } = state;
  if (reason !== null) {
    const detail = `The server at ${where} decides nothing: ${reason}.`;
    return problem(check, detail, 'Look at its log: it says why it does not get on with the database.');
  }
  const place = parseRevision(revision ?? '');
  if (expected.place !== null && place !== undefined) {
    if (place.epoch !== expected.place.epoch) {
      const detail = `The server at ${where} decides by another database: its changes are of ${place.epoch}, those here of ${expected.place.epoch}.`;
      return problem(
        check,
        detail,
        'Give the server and this command the same CHAVEIRO_DATABASE_URL and CHAVEIRO_DATA_DIR.',
      );
    }
    if (place.number < expected.place.revision && (ageSeconds ?? 0) > followsWithinSeconds) {
      const detail = `The server at ${where} is at change ${place.number} of ${expected.place.revision}, and has not heard of the database for ${Math.round(ageSeconds ?? 0)} seconds.`;
      return problem(check, detail, 'Look at its log: it says why it does not get on with the database.');
    }
  }
  if (Math.abs(state.clockAheadMs) > clockDifferenceMs) {
    const seconds = Math.round(Math.abs(state.clockAheadMs) / 1_000);
    const detail = `The clock of the server at ${where} is ${seconds} seconds ${state.clockAheadMs > 0 ? 'ahead of' : 'behind'} the one of this machine.`;
    return problem(check, detail, 'Let both machines take their time from the network (NTP).');
  }
  if (version !== expected.version) {
    const detail = `The server at ${where} is version ${version}, and this is ${expected.version}.`;
    return warning(check, detail, 'Restart the server, or run the version that it runs.');
  }
  return ok(check, `The server at ${where} decides, at ${revision}.`);
}

async function askServer(address: Address): Promise<ServerState> {
  const health = await ask(address, '/healthz');
  const askedAt = Date.now();
  if (health === 'nobody') return { kind: 'nobody' };
  const readiness = await ask(address, '/readyz');
  const description = await ask(address, '/api/openapi.json');
  if (health.status !== 'alive' || readiness === 'nobody' || description === 'nobody') return { kind: 'stranger' };
  const { reason = null, revision = null, ageSeconds = null } = readiness;
  const { info } = description as { info?: { version?: string } };
  if (typeof info?.version !== 'string') return { kind: 'stranger' };
  return {
    kind: 'chaveiro',
    version: info.version,
    reason: reason as string | null,
    revision: revision as string | null,
    ageSeconds: ageSeconds as number | null,
    clockAheadMs: aheadOf(askedAt, health[answeredAt]),
  };
}

/** Where an answer says when it was given. */
const answeredAt = Symbol('Date');
type Answer = Record<string, unknown> & { readonly [answeredAt]?: string | undefined };

/** @param date of an answer that was given just before `now`: the second in which it was given has begun by then. */
function aheadOf(now: number, date: string | undefined): number {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return 0;
  return at > now ? at - now : Math.min(0, at + 1_000 - now);
}

/** The JSON object that is answered, an empty one for anything else, `nobody` when nobody takes the connection. */
function ask(address: Address, path: string): Promise<Answer | 'nobody'> {
  return new Promise((resolve) => {
    const asking = request({ ...address, path, timeout: answerTimeoutMs, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > largestAnswer) answer.destroy();
      });
      answer.on('error', () => resolve({}));
      answer.on('close', () => {
        resolve({ ...parseObject(Buffer.concat(chunks).toString('utf8')), [answeredAt]: answer.headers.date });
      });
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever takes the connection and then says nothing, or no HTTP, is somebody else.
      resolve(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ENOTFOUND'].includes(error.code ?? '') ? 'nobody' : {});
    });
    asking.end();
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
