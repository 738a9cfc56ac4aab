import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type AccountRights, sessionQuery } from '../api/session.ts';

export interface CurrentAccount {
  readonly name: string;
  /** Whether the user holds any of these resources in it. */
  readonly holds: (...resources: string[]) => boolean;
  readonly rights: AccountRights;
}

/** The account of the address. Only inside of `AccountFrame`, which has made sure that there is one. */
export function useAccount(): CurrentAccount {
  const { account: name } = useParams({ from: '/$account' });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const rights = session.accounts.find((each) => each.name === name);
  if (rights === undefined) throw new Error('This stands outside of the frame of an account.');
  const holds = (...resources: string[]) =>
    rights.holdsEverything || resources.some((resource) => rights.resources.includes(resource));
  return { name, holds, rights };
}
