import { useRef, useState } from 'react';
import { CallFailure } from './call.ts';

/** What a thing is now that somebody changed while it was being edited; `undefined` for every other failure. */
export function currentOf<T>(failure: unknown): T | undefined {
  const isChanged = failure instanceof CallFailure && failure.code === 'changed_meanwhile';
  return isChanged ? (failure.current as T) : undefined;
}

export interface Edited<T> {
  /** The thing as whoever edits it has seen it. */
  readonly seen: T;
  /** What was seen before somebody else changed it; `null` as long as nobody has. */
  readonly former: T | null;
  /** Sends a change of what was seen. What somebody else has changed meanwhile is put into the form, and the change refused. */
  readonly send: <R>(change: (seen: T) => Promise<R>) => Promise<R>;
  /** It was read again, and may be another one. */
  readonly look: (now: T) => unknown;
  /** It was saved, and is this. */
  readonly accept: (saved: T) => void;
}

interface EditedOptions<T> {
  /** What the form is about: whatever else becomes of the thing concerns nobody who edits it. */
  readonly formOf: (thing: T) => unknown;
  /** Puts into the form what somebody else has changed, and keeps what was typed until then: see `rebased`. */
  readonly rebase: (before: T, now: T) => void;
}

/** Something that is being edited, which somebody else may change meanwhile. */
export function useEdited<T extends { readonly version: string }>(first: T, options: EditedOptions<T>): Edited<T> {
  const [seen, setSeen] = useState(first);
  // At once what was seen or saved last, also while that is still to be drawn.
  const latest = useRef(first);
  const [former, setFormer] = useState<T | null>(null);
  const { formOf, rebase } = options;
  const isSameForm = (one: T, other: T) => JSON.stringify(formOf(one)) === JSON.stringify(formOf(other));
  /** Answers whether the form is concerned. */
  const look = (now: T): boolean => {
    const before = latest.current;
    if (now.version === before.version) return false;
    latest.current = now;
    setSeen(now);
    if (isSameForm(before, now)) return false;
    setFormer(before);
    rebase(before, now);
    return true;
  };
  const send = async <R>(change: (seen: T) => Promise<R>): Promise<R> => {
    for (;;) {
      try {
        return await change(latest.current);
      } catch (error) {
        const now = currentOf<T>(error);
        // Another one of which the form shows nothing is no reason to ask anybody.
        if (now === undefined || now.version === latest.current.version || look(now)) throw error;
      }
    }
  };
  const accept = (saved: T) => {
    latest.current = saved;
    setSeen(saved);
    setFormer(null);
  };
  return { seen, former, send, look, accept };
}

/** A value of a form, upon what somebody else has made of it: mine if I have changed it, else theirs. */
export function rebased<T>(before: T, mine: T, now: T): T {
  return mine === before ? now : mine;
}

/** The same of what was chosen from a list: theirs, with what I have added and without what I have taken. */
export function rebasedChoice<T>(before: Iterable<T>, mine: Iterable<T>, now: Iterable<T>): T[] {
  const { add, remove } = differencesBetween(before, mine);
  return [...new Set([...now, ...add])].filter((each) => !remove.includes(each));
}

/** What was added and taken, as the API takes it. */
export function differencesBetween<T>(before: Iterable<T>, mine: Iterable<T>): { add: T[]; remove: T[] } {
  const [had, has] = [new Set(before), new Set(mine)];
  return { add: [...has].filter((each) => !had.has(each)), remove: [...had].filter((each) => !has.has(each)) };
}

interface WithId {
  readonly id: number;
}

export function idsOf(roles: readonly WithId[]): number[] {
  return roles.map(({ id }) => id);
}

/** Whether these are others, in whatever order. */
export function areOtherIds(some: readonly number[], others: readonly number[]): boolean {
  const { add, remove } = differencesBetween(some, others);
  return add.length + remove.length > 0;
}

/** The roles of a change, where any were chosen or taken. */
export function changedRoles(had: readonly WithId[], chosen: readonly number[]) {
  const roles = differencesBetween(idsOf(had), chosen);
  return roles.add.length + roles.remove.length === 0 ? {} : { roles };
}

/** Both list their roles by id. */
export function areOtherRoles(
  one: { readonly roles: readonly WithId[] },
  other: { readonly roles: readonly WithId[] },
) {
  return idsOf(one.roles).join() !== idsOf(other.roles).join();
}
