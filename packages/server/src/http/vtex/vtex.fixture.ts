import type { CreatedKey } from '../../operations/keys/create-key.ts';
import { openServer, pairOf, type TestServer } from '../server.fixture.ts';

/** A server, and a key of `lojaverde` whose one role holds these resources. */
export async function openVtex(t: Parameters<typeof openServer>[0], ...resources: string[]) {
  const server = await openServer(t);
  const caller = await keyWith(server, 'lojaverde', resources);
  const call = (method: string, path: string, body?: unknown, headers: string[] = []) =>
    server.call(path, { method, headers: [...pairOf(caller), ...headers], body });
  return { server, caller, call };
}

async function keyWith({ shop, verifier }: TestServer, account: string, resources: string[]): Promise<CreatedKey> {
  const key = await shop.addKey(account, [await shop.addRole(account, resources)], 'caller');
  await verifier.catchUp(await shop.storage.readRevision());
  return key;
}

/** An id without its dashes. */
export const bare = (id: string) => id.replaceAll('-', '');
/** An id with dashes. */
export const dashed = (id: string) => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
