import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { Role } from '../api/api-types.ts';
import { call } from '../api/call.ts';
import { newIdempotencyKey } from '../api/idempotency-key.ts';
import { roleTemplatesQuery } from '../api/roles.ts';
import { useAccount } from './use-account.ts';

/** What a role and a template that is no role yet have in common; the ids of templates are below zero. */
export type ChosenRole = Pick<Role, 'id' | 'name' | 'resources' | 'holdsEverything'>;

const idOf = (place: number) => -1 - place;

/** The templates that the account has not added, as roles to choose from; none for who may not create roles. */
export function useTemplateRoles(isWanted = true): readonly ChosenRole[] {
  const { name: account, holds } = useAccount();
  const { data } = useQuery({ ...roleTemplatesQuery(account), enabled: isWanted && holds('Create_Role') });
  return useMemo(() => {
    const roles = data?.map(({ name, resources, roleId }, i) => ({ id: idOf(i), name, resources, roleId })) ?? [];
    return roles.filter(({ roleId }) => roleId === null).map((role) => ({ ...role, holdsEverything: false }));
  }, [data]);
}

/** Adds the templates among what was chosen to the account, each once however often this runs; answers ids of roles. */
export function useAddedTemplates(): (chosen: readonly number[]) => Promise<readonly number[]> {
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const add = async (template: string) => {
    const idempotencyKey = keys.current.get(template) ?? newIdempotencyKey();
    keys.current.set(template, idempotencyKey);
    const body = { template };
    const options = { idempotencyKey };
    return (await call('POST /api/v1/accounts/{account}/roles', { path: { account }, body }, options)).id;
  };
  return async (chosen) => {
    if (chosen.every((id) => id > 0)) return chosen;
    // Read anew: somebody else may have added one.
    const templates = await queryClient.fetchQuery({ ...roleTemplatesQuery(account), staleTime: 0 });
    const roles: number[] = [];
    for (const id of chosen) {
      const template = templates.find((_, i) => idOf(i) === id);
      if (template === undefined) roles.push(id);
      else roles.push(template.roleId ?? (await add(template.name)));
    }
    void queryClient.invalidateQueries({ queryKey: [account, 'roles'] });
    return roles;
  };
}
