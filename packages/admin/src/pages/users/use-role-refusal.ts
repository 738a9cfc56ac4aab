import type { Role } from '../../api/api-types.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** Why the user who is signed in can neither give nor take a role, nor act on who has it; `undefined`: they can. */
export function useRoleRefusal(): (role: Role) => string | undefined {
  const t = useText();
  const { list } = useFormat();
  return ({ holdsEverything, caller }) => {
    if (caller.mayGive) return undefined;
    if (holdsEverything) return t('users.ownerOnly');
    return t('failure.aboveOwnRights', { resources: list(caller.missingResources) });
  };
}
