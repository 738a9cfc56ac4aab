import { useCallback, useMemo, useState } from 'react';
import type { Resource, Role, RoleInList } from '../../api/api-types.ts';
import { rebased, rebasedChoice } from '../../api/meanwhile.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { isHeld } from './use-role-texts.ts';

export interface BuilderState {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly chosen: ReadonlySet<string>;
  /** What the role holds now; nothing for a new one. */
  readonly held: ReadonlySet<string>;
  readonly toggle: (keys: readonly string[], isOn: boolean) => void;
  /** Puts in what somebody else has made of the role meanwhile, and keeps what was changed here. */
  readonly rebase: (before: Role, now: Role) => void;
  /** Why this user can neither put a resource into the role nor, when it is in it, take it out. */
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
  const rebase = (before: Role, now: Role) => {
    setName((mine) => rebased(before.name, mine, now.name));
    setChosen((mine) => new Set(rebasedChoice(before.resources, mine, now.resources)));
  };
  const reasonAgainst = useReasonAgainst(role, held);
  const areResourcesChanged = !isSame(chosen, held);
  const isRenamed = name.trim() !== (role?.name ?? '');
  return {
    name,
    setName,
    chosen,
    held,
    toggle,
    rebase,
    reasonAgainst,
    areResourcesChanged,
    isChanged: areResourcesChanged || isRenamed,
    isTouched: isRenamed || !isSame(chosen, role === undefined ? start : held),
  };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((key) => others.has(key));
}

/** The ceiling, as the server applies it: what the role holds already may stay, and has to where somebody has the role. */
function useReasonAgainst(role: RoleInList | undefined, held: ReadonlySet<string>) {
  const t = useText();
  const { rights, holds } = useAccount();
  const isOfExternalKey = (role?.holders?.externalKeys ?? 0) > 0;
  const isOfSomebody = role?.holders !== undefined && isHeld(role.holders);
  return ({ key, isManagementRight }: Resource) => {
    if (!isManagementRight || rights.holdsEverything) return undefined;
    if (held.has(key)) return isOfSomebody && !holds(key) ? t('roles.aboveYouTaken') : undefined;
    if (!holds(key)) return t('roles.aboveYou');
    return isOfExternalKey ? t('roles.aboveExternal') : undefined;
  };
}
