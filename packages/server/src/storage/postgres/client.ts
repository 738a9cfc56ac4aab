import { Socket } from 'node:net';
import pg from 'pg';
import type { Encryption } from './address.ts';

/** Asks whether a connection may be encrypted: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** `invalid_authorization_specification`: what pg_hba.conf answers when it wants it otherwise. */
const notLikeThis = '28000';

type Server = Pick<pg.Client, 'host' | 'port'>;

interface TransportOptions {
  readonly encryptions: readonly Encryption[];
  /** For a connection that is only tried. */
  readonly config: pg.ClientConfig;
  readonly timeoutMs: number;
}

/**
 * A client of `pg` that encrypts as the address asks. With two ways to try it finds out which one the server takes, and
 * remembers it until a connection fails: `pg` itself knows no such choice.
 */
export function clientOf({ encryptions, config, timeoutMs }: TransportOptions): typeof pg.Client {
  let known: Encryption | undefined;

  async function choose(client: Server): Promise<Encryption> {
    const [first = false, second] = encryptions;
    if (second === undefined) return first;
    known ??= await firstThatWorks(client, first, second);
    return known;
  }

  async function firstThatWorks(client: Server, first: Encryption, second: Encryption): Promise<Encryption> {
    const offersEncryption = await asksForEncryption(client.host, client.port, timeoutMs);
    if (!offersEncryption) return false;
    try {
      const trial = new pg.Client({ ...config, ssl: first, connectionTimeoutMillis: timeoutMs });
      // What happens to it after it was tried is of no interest.
      trial.on('error', () => {});
      await trial.connect();
      await trial.end();
      return first;
    } catch (error) {
      // A wrong password is not sent again, readable this time.
      const isAnswer = error instanceof pg.DatabaseError;
      return isAnswer && error.code !== notLikeThis ? first : second;
    }
  }

  class EncryptingClient extends pg.Client {
    // The pool gives a callback, which `pg` declares in two ways.
    override connect(callback?: (error: never, client: never) => void): Promise<pg.Client> & undefined {
      const connecting = choose(this).then((encryption) => {
        const inside = this as unknown as { ssl: Encryption; connection: { ssl: Encryption } };
        inside.ssl = encryption;
        inside.connection.ssl = encryption;
        return super.connect();
      });
      const connected = connecting.catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      if (callback !== undefined) {
        const told = callback as unknown as (error?: unknown) => void;
        connected.then(() => told(), told);
      }
      return connected as Promise<pg.Client> & undefined;
    }
  }
  return EncryptingClient as typeof pg.Client;
}

/** Whether a server offers to encrypt. One that cannot be asked is said not to: the connection will tell why. */
async function asksForEncryption(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = new Socket();
    const answer = (offers: boolean) => {
      socket.destroy();
      resolve(offers);
    };
    if (timeoutMs > 0) socket.setTimeout(timeoutMs, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('data', (bytes: Buffer) => answer(bytes.toString('latin1') === 'S'));
    socket.connect(port, host, () => socket.write(sslRequest));
  });
}
