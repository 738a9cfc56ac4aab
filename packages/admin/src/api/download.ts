import { addressOf, CallFailure, failureOf, type Route, send } from './call.ts';

/** A route that answers a file. */
type FileRoute = { [R in Route]: R extends `GET ${string}/export` ? R : never }[Route];

/**
 * Reads a file to its end and gives it to the browser, under the name that the server gives it.
 *
 * Throws `CallFailure`, also when the answer breaks off: half a file is none.
 */
export async function download(route: FileRoute, path: { readonly account: string }): Promise<void> {
  const template = route.slice('GET '.length);
  const answer = await send(addressOf(template, path), {});
  if (!answer.ok) throw await failureOf(answer);
  const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  const file = await answer.blob().catch(() => {
    throw new CallFailure(0, { code: 'unreachable' });
  });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name ?? 'download';
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
