import type { Question } from '#engine';

/** What the gateway's configuration asks for, read from the address that it calls. */
export interface RequirementAddress {
  readonly question: Question;
  /** The query in which it was written; `null` in the path form. */
  readonly query: string | null;
}

/** What is wrong with the address, in a sentence for the log. */
export interface AddressMistake {
  readonly mistake: string;
}

/**
 * Reads `?account=A&anyOf=R&anyOf=R`, `?account=A&api=N`, `/A/any/R,R` or `/A/api/N`.
 *
 * @param rest what follows `/forward-auth/{dialect}`
 */
export function parseRequirementAddress(rest: string): RequirementAddress | AddressMistake {
  try {
    return rest.startsWith('/') ? parsePathForm(rest) : parseQueryForm(rest.slice(1));
  } catch (error) {
    if (error instanceof URIError) return { mistake: 'The address has a broken percent escape.' };
    throw error;
  }
}

function parsePathForm(rest: string): RequirementAddress | AddressMistake {
  const end = rest.indexOf('?');
  const [, account, kind, value, ...more] = (end === -1 ? rest : rest.slice(0, end)).split('/');
  if (!account || !value || more.length > 0) {
    return { mistake: 'The path has to be {account}/any/{resource,resource} or {account}/api/{api}.' };
  }
  if (kind === 'api') return route(decodeURIComponent(account), decodeURIComponent(value), null);
  if (kind === 'any') {
    return anyOf(decodeURIComponent(account), value.split(',').map(decodeURIComponent), null);
  }
  return { mistake: 'The path has to say "any" or "api" after the account.' };
}

/** A plus sign is a plus sign: resource keys may contain one, and nothing here has spaces. */
function parseQueryForm(query: string): RequirementAddress | AddressMistake {
  let account: string | undefined;
  let api: string | undefined;
  const resources: string[] = [];
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    const name = equals === -1 ? parameter : parameter.slice(0, equals);
    const value = equals === -1 ? '' : decodeURIComponent(parameter.slice(equals + 1));
    if (name === 'anyOf') {
      resources.push(value);
    } else if (name === 'account') {
      if (account !== undefined) return { mistake: 'The query has more than one "account".' };
      account = value;
    } else if (name === 'api') {
      if (api !== undefined) return { mistake: 'The query has more than one "api".' };
      api = value;
    } else {
      return { mistake: 'The query may have "account", "anyOf" and "api", and nothing else.' };
    }
  }
  if (!account) return { mistake: 'The query has no "account".' };
  if (api !== undefined && resources.length > 0) return { mistake: 'The query has both "anyOf" and "api".' };
  return api === undefined ? anyOf(account, resources, query) : route(account, api, query);
}

function anyOf(
  account: string,
  resources: readonly string[],
  query: string | null,
): RequirementAddress | AddressMistake {
  if (resources.length === 0 || resources.includes('')) {
    return { mistake: 'The address names neither a resource nor an API.' };
  }
  return { question: { account, requirement: { kind: 'any-of', resources } }, query };
}

function route(account: string, api: string, query: string | null): RequirementAddress | AddressMistake {
  if (api === '') return { mistake: 'The address names an API without a name.' };
  return { question: { account, requirement: { kind: 'route', api } }, query };
}
