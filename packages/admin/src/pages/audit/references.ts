import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { useAccount } from '../../frame/use-account.ts';

/** What an event names by its id. */
export interface Reference {
  readonly kind: 'key' | 'role' | 'user';
  readonly id: string;
}

const patterns = [
  ['key', /^key:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/],
  ['role', /^role:\w+\/(\d+)$/],
  ['user', /^user:([\da-f]{32})$/],
] as const;

/** A text such as `key:e075ba48-…` or `role:lojaverde/7`, which people do not call anything so. */
export function referenceIn(text: string): Reference | undefined {
  for (const [kind, pattern] of patterns) {
    const id = text.match(pattern)?.[1];
    if (id !== undefined) return { kind, id };
  }
  return undefined;
}

const readers = {
  key: ['ViewApiKeys', 'RenewApiToken'],
  role: ['Get_Roles_Paged', 'ViewApiKeys'],
  user: ['Get_Users_Paged'],
} as const;

/** What is named is called now; `undefined` until it is read, when it is gone, and for who may not read it. */
export function useReferenceName(reference: Reference | undefined): string | undefined {
  const { name: account, holds } = useAccount();
  const isReadable = reference !== undefined && holds(...readers[reference.kind]);
  return useQuery({ ...nameQuery(account, reference), enabled: isReadable }).data;
}

const nameQuery = (account: string, reference: Reference | undefined) =>
  queryOptions({
    queryKey: [account, 'named', reference?.kind, reference?.id],
    queryFn: ({ signal }) => (reference === undefined ? '' : nameOf(account, reference, signal)),
    staleTime: 300_000,
  });

async function nameOf(account: string, { kind, id }: Reference, signal: AbortSignal): Promise<string> {
  if (kind === 'key') {
    const path = { account, key: id };
    return (await call('GET /api/v1/accounts/{account}/keys/{key}', { path }, { signal })).label;
  }
  if (kind === 'role') {
    const path = { account, role: Number(id) };
    return (await call('GET /api/v1/accounts/{account}/roles/{role}', { path }, { signal })).name;
  }
  const path = { account, user: id };
  const { name, email } = await call('GET /api/v1/accounts/{account}/users/{user}', { path }, { signal });
  return name ?? email;
}
