import { useCallback, useMemo, useState } from 'react';
import type { Resource, RoleInList } from '../../api/api-types.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';

export interface BuilderState {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly chosen: ReadonlySet<string>;
  /** What the role holds now; nothing for a new one. */
  readonly held: ReadonlySet<string>;
  readonly toggle: (keys: readonly string[], isOn: boolean) => void;
  /** Why a resource cannot be put into the role by this user. */
  readonly reasonAgainst: (resource: Resource) => string | undefined;
  readonly areResourcesChanged: boolean;
  /** It differs from what is saved. */
  readonly isChanged: boolean;
  /** The user has changed something: a copy that nobody has touched is new, and nothing of it would be lost. */
  readonly isTouched: boolean;
}

/**
 * What a role is to become.
 *
 * @param role the one that is edited
 * @param first what a new one begins with
 */
export function useBuilderState(role: RoleInList | undefined, first: readonly string[] = []): BuilderState {
  const [name, setName] = useState(role?.name ?? '');
  const [start] = useState<ReadonlySet<string>>(() => new Set(role?.resources ?? first));
  const [chosen, setChosen] = useState(start);
  const held = useMemo<ReadonlySet<string>>(() => new Set(role?.resources), [role]);
  const toggle = useCallback<BuilderState['toggle']>((keys, isOn) => {
    const given = new Set(keys);
    setChosen((before) => new Set(isOn ? [...before, ...given] : [...before].filter((key) => !given.has(key))));
  }, []);
  const reasonAgainst = useReasonAgainst(role, held);
  const areResourcesChanged = !isSame(chosen, held);
  const isRenamed = name.trim() !== (role?.name ?? '');
  return {
    name,
    setName,
    chosen,
    held,
    toggle,
    reasonAgainst,
    areResourcesChanged,
    isChanged: areResourcesChanged || isRenamed,
    isTouched: isRenamed || !isSame(chosen, start),
  };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((key) => others.has(key));
}

/** The ceiling, as the server applies it: what the role holds already may stay. */
function useReasonAgainst(role: RoleInList | undefined, held: ReadonlySet<string>) {
  const t = useText();
  const { rights, holds } = useAccount();
  const isOfExternalKey = (role?.holders?.externalKeys ?? 0) > 0;
  return ({ key, isManagementRight }: Resource) => {
    if (!isManagementRight || held.has(key) || rights.holdsEverything) return undefined;
    if (!holds(key)) return t('roles.aboveYou');
    return isOfExternalKey ? t('roles.aboveExternal') : undefined;
  };
}
