import { type Components, exampleOf } from './example.ts';
import type { Content, Entry } from './page.ts';

/** A request to copy: what a shell sends with curl. `$CHAVEIRO` is where the server is. */
export function curlOf({ method, path, operation }: Entry, components: Components): string {
  const { parameters = [], requestBody, security = [] } = operation;
  const sampleOf = (name: string, schema: object) => String(exampleOf(schema, components, name));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    // The client's own path, which a gateway puts behind the address as it is.
    if (name === 'path') return sampleOf(name, {}).replace(/^\//, '');
    return encodeURIComponent(sampleOf(name, parameter?.schema ?? {}));
  });
  // What a gateway's address requires is said in one of two ways; this is one.
  const asked = parameters.filter((each) => each.in === 'query' && (each.required || each.name === 'anyOf'));
  const query = asked.map(({ name, schema }) => `${name}=${encodeURIComponent(sampleOf(name, schema))}`).join('&');
  const lines = [`curl -s "$CHAVEIRO${filled}${query === '' ? '' : `?${query}`}"`];
  if (method !== 'GET') lines[0] = `curl -s -X ${method} "$CHAVEIRO${filled}${query === '' ? '' : `?${query}`}"`;
  const headers = parameters.filter((each) => each.in === 'header' && each.name.startsWith('X-'));
  for (const { name } of headers) lines.push(`-H '${name}: ${name.endsWith('Method') ? 'GET' : '/orders/42'}'`);
  const schemes = security.flatMap((each) => Object.keys(each));
  const isOfGateway = path.startsWith('/forward-auth/');
  if (schemes.includes('basic') || isOfGateway) lines.push('-u "$APP_KEY:$APP_TOKEN"');
  else if (schemes.includes('session')) lines.push('-b "chaveiro-session=$SESSION"');
  const body = requestBody === undefined ? undefined : exampleBody(requestBody.content, components);
  if (body !== undefined) {
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}

/** What is sent or answered as JSON; `undefined` where it is something else. */
export function exampleBody(content: Content = {}, components: Components): unknown {
  const json = content['application/json'];
  return json && (json.example ?? exampleOf(json.schema, components));
}
